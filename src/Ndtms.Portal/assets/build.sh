#!/usr/bin/env bash
# Takes the built files of nhsuk-frontend from npm into built/, from where the portal serves them; run it after changing the version in
# package.json. A build of the program needs neither Node nor a network. The licence forbids the fonts and the logo outside NHS domains
# (https://service-manual.nhs.uk/design-system/styles/typography), so both external @font-face rules go and Arial stays.
set -euo pipefail
cd "$(dirname "$0")"
npm ci --omit=peer --ignore-scripts
dist=node_modules/nhsuk-frontend/dist/nhsuk
mkdir -p built/images
sed -e 's/@font-face{[^}]*}//g' -e 's/Frutiger W01,//g' -e 's#url(/assets/images/#url(images/#g' -e '/^\/\*# sourceMappingURL/d' \
    -e 's#/\*\# sourceMappingURL=[^*]*\*/##' "$dist/nhsuk-frontend.min.css" > built/nhsuk-frontend.css
sed -e 's#//\# sourceMappingURL=.*$##' "$dist/nhsuk-frontend.min.js" > built/nhsuk-frontend.js
for icon in arrow-down arrow-up-down arrow-up cross; do
    cp "$dist/assets/images/nhsuk-icon-$icon.svg" built/images/
done
if grep -q 'https\?://[^w]' built/nhsuk-frontend.css; then
    echo "The style sheet names another site." >&2
    exit 1
fi
