#!/usr/bin/env bash
# Records http-lossy.pcap anew: a chunked page over a bad cable, with losses and overtaking.
. "$(dirname "$0")/../../../captures/lab/lab.sh"
out=$(cd "$(dirname "$0")" && pwd)/http-lossy.pcap

lab_up bad
lab_serve tcp 80 "$lab_python" "$lab_folder/shop.py" "$lab_server_ip" 80
lab_record "$out"
lab_do curl -sS --fail -A Lab -o /dev/null "http://$lab_server_ip/slow/600"
lab_end
