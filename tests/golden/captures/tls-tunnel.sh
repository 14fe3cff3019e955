#!/usr/bin/env bash
# Records tls-tunnel.pcap anew: TLS 1.2 through a proxy, with CONNECT.
. "$(dirname "$0")/../../../captures/lab/lab.sh"
out=$(cd "$(dirname "$0")" && pwd)/tls-tunnel.pcap

lab_up
lab_certificate
lab_serve tcp 443 openssl s_server -www -accept 443 -cert "$lab_dir/cert.pem" -key "$lab_dir/key.pem"
lab_serve tcp 3128 "$lab_python" "$lab_folder/proxy.py" "$lab_server_ip" 3128
lab_record "$out"
lab_do curl -sS --fail -k --tls-max 1.2 -A Lab -x "http://$lab_server_ip:3128" "https://$lab_host/"
lab_end
