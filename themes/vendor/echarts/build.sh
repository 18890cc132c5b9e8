#!/bin/sh
# Rebuilds themes/quarterdeck/assets/echarts.min.js from the locked packages and
# renews the licences and SHA256SUMS. Needs Node 20 and network; nothing else in
# the project does.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out="$here/../../quarterdeck/assets/echarts.min.js"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/package.json" "$here/package-lock.json" "$here/entry.js" "$work"
cd "$work"
npm ci --no-audit --no-fund --silent
npx --no-install esbuild entry.js --bundle --minify --format=esm --target=es2020 --charset=utf8 \
  --legal-comments=none --define:process.env.NODE_ENV='"production"' \
  --banner:js='/*! Apache ECharts 6.1.0 (part), Apache-2.0, with zrender 6.1.0, BSD-3-Clause, and tslib, 0BSD. Licences: themes/vendor/echarts */' \
  --outfile=echarts.min.js
mv echarts.min.js "$out"
cp node_modules/echarts/LICENSE "$here/LICENSE"
cp node_modules/echarts/NOTICE "$here/NOTICE"
cp node_modules/zrender/LICENSE "$here/LICENSE-zrender"
cp node_modules/echarts/licenses/LICENSE-d3 "$here/LICENSE-d3"
cp node_modules/tslib/LICENSE.txt "$here/LICENSE-tslib"
cd "$(dirname "$out")"
sha256sum echarts.min.js > "$here/SHA256SUMS"
