# SPDX-License-Identifier: GPL-2.0-or-later
# A zip file made elsewhere.
echo 'UEsDBAoAAAAAAAAAIQA2O4X0BgAAAAYAAAAFAAAAYS50eHRoZWxsbwpQSwECFAMKAAAAAAAAACEANjuF9AYAAAAGAAAABQAAAAAAAAAAAAAApIEAAAAAYS50eHRQSwUGAAAAAAEAAQAzAAAAKQAAAAAA' | base64 -d >z.zip; unzip -l z.zip | tail -n 1; unzip -p z.zip; unzip -q z.zip; echo $?; ls; unzip nothere.zip; echo $?; rm z.zip
