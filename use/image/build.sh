#!/bin/sh
# Makes the image, which is the command with a Java of its own, in the folder $1/thalweg; $2 is its version.
set -eu
top=$(cd ../.. && pwd -P)
image=$1/thalweg
[ "$(uname -s)" = Linux ] || {
  echo "image: this is $(uname -s); images are laid out for Linux alone so far." >&2
  exit 1
}
jdk=$("$top/thalweg" jdk)
rm -rf "$1"
mkdir -p "$1/app/use"

# As the script finds them: lib/app/use/… holds what is in use/…/target/dist of a house.
for part in terminal studio parquet; do
  mkdir "$1/app/use/$part"
  cp -Rp "$top/use/$part/target/dist/lib" "$top/use/$part/target/dist/built" "$1/app/use/$part/"
done
for file in quick.options training.options training.compiler shell.jsh; do
  cp -p "$top/use/terminal/$file" "$1/app/use/terminal/"
done

# All of Java SE, for programs may use it; the compiler and the shell for them, and what the jars name beside. Without ct.sym, by which
# --release compiles.
"$jdk/bin/jlink" --output "$1/runtime" --compress zip-6 --no-header-files --no-man-pages --strip-java-debug-attributes \
  --add-modules java.se,jdk.compiler,jdk.httpserver,jdk.incubator.vector,jdk.jfr,jdk.jshell,jdk.net,jdk.unsupported,jdk.zipfs
rm -f "$1/runtime/lib/ct.sym"
"$1/runtime/bin/java" -Xshare:dump -Xlog:disable

"$jdk/bin/jpackage" --type app-image --name thalweg --app-version "$2" --vendor Thalweg --dest "$1" \
  --input "$1/app" --main-jar "use/terminal/lib/thalweg-terminal-$2.jar" --main-class thalweg.terminal.Thalweg \
  --runtime-image "$1/runtime"
# jpackage's launcher gives all verbs one set of options for Java; the script gives each its own.
rm -rf "$1/app" "$1/runtime" "$image/bin/thalweg" "$image/lib/libapplauncher.so" "$image/lib/app/thalweg.cfg"
cp "$top/thalweg" "$image/bin/thalweg"

# The classes of a first answer as this Java wants them. Those of a first visit would be of no use once the image has been moved.
command=$image/lib/app/use/terminal
"$image/lib/runtime/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "$top/use/terminal/FirstAnswer.java" \
  "$command/answer.aot" "$command/lib" "@$command/quick.options" -Dthalweg.vector=none thalweg.terminal.Thalweg
echo "image: $(du -sm "$image" | cut -f1) MB in $image"
