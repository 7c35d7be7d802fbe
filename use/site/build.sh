#!/bin/sh
# Builds the site's pages into the folder $1.
set -eu
site=$1

command -v npm >/dev/null || {
  echo "site: npm was not found; install Node 20 with npm (Debian: apt install nodejs npm)." >&2
  exit 1
}
lock=$(cksum <package-lock.json)
if [ ! -f node_modules/.lock ] || [ "$(cat node_modules/.lock)" != "$lock" ]; then
  echo "site: npm fetches what the site is built with"
  npm ci --prefer-offline --no-audit --no-fund
  echo "$lock" >node_modules/.lock
fi
# The generator finds what it builds with only from pages below this folder.
rm -rf target/pages
mkdir -p target/pages
cp -R ../../README*.md ../../CHANGELOG.md ../../CONTRIBUTING.md ../../docs target/pages/
npx --no-install vitepress build . --outDir "$site"
