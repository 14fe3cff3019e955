#!/usr/bin/env bash
# Records http-snapped.pcap anew: only the first 200 bytes of each packet are kept.
. "$(dirname "$0")/../../../captures/lab/lab.sh"
out=$(cd "$(dirname "$0")" && pwd)/http-snapped.pcap

lab_up
lab_serve tcp 80 "$lab_python" "$lab_folder/shop.py" "$lab_server_ip" 80
lab_record "$out" -s 200
lab_do curl -sS --fail -A Lab -H 'Cookie: session=x' "http://$lab_server_ip/account" "http://$lab_server_ip/login"
lab_end
