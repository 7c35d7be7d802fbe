#!/bin/sh
# Builds the page into the folder $1. Without npm it says so and leaves the page out: all else builds.
set -eu
page=$1
most=204800 # bytes of compressed script

if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
  echo "studio: npm was not found, so the page is left out; install Node 20 with npm (Debian: apt install nodejs npm)."
  exit 0
fi
if [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
  echo "studio: Node $(node -v) is too old, so the page is left out; install Node 20 or later."
  exit 0
fi

# Nothing to do where no source is newer.
if [ -f "$page/index.html" ] && [ -z "$(find src index.html package.json package-lock.json vite.config.ts tsconfig.json build.sh -newer "$page/index.html" | head -n 1)" ]; then
  exit 0
fi

lock=$(cksum <package-lock.json)
if [ ! -f node_modules/.lock ] || [ "$(cat node_modules/.lock)" != "$lock" ]; then
  echo "studio: npm fetches what the page is built with"
  if ! npm ci --prefer-offline --no-audit --no-fund; then
    echo "studio: npm could not fetch it, so the page is left out; build again where there is a network."
    exit 0
  fi
  echo "$lock" >node_modules/.lock
fi
npx --no-install tsc --noEmit
rm -rf "$page"
npx --no-install vite build --logLevel warn --outDir "$page" --emptyOutDir

for file in "$page"/*.html "$page"/assets/*.js "$page"/assets/*.css; do
  gzip -9 -n -k -f "$file"
done
script=$(cat "$page"/assets/*.js.gz | wc -c)
echo "studio: $script bytes of compressed script, of at most $most"
[ "$script" -le "$most" ]
