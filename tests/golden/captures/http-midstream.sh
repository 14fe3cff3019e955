#!/usr/bin/env bash
# Records http-midstream.pcap anew: the handshake of the connection was not recorded.
. "$(dirname "$0")/../../../captures/lab/lab.sh"
out=$(cd "$(dirname "$0")" && pwd)/http-midstream.pcap

lab_up
lab_serve tcp 80 "$lab_python" "$lab_folder/shop.py" "$lab_server_ip" 80
lab_record "$out" 'tcp[tcpflags] & tcp-syn == 0'
lab_do curl -sS --fail -A Lab "http://$lab_server_ip/login" "http://$lab_server_ip/slow/3"
lab_end
