#!/usr/bin/env bash
# Records tls-refused.pcap anew: a client that does not trust the certificate, and one with an old version only.
. "$(dirname "$0")/../../../captures/lab/lab.sh"
out=$(cd "$(dirname "$0")" && pwd)/tls-refused.pcap

lab_up
lab_certificate
lab_serve tcp 443 openssl s_server -www -accept 443 -cert "$lab_dir/cert.pem" -key "$lab_dir/key.pem"
lab_record "$out"
resolve=(curl -sS --resolve "$lab_host:443:$lab_server_ip")
lab_do bash -c '"$@" --tls-max 1.2; [ $? -eq 60 ]' - "${resolve[@]}" "https://$lab_host/"
lab_do bash -c '"$@" -k --tlsv1.0 --tls-max 1.0 --ciphers DEFAULT@SECLEVEL=0; [ $? -eq 35 ]' - "${resolve[@]}" "https://$lab_host/"
lab_end
