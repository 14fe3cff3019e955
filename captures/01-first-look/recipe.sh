#!/usr/bin/env bash
# Records capture.pcap anew, in two seconds: a visit to a careless shop.
. "$(dirname "$0")/../lab/lab.sh"
here=$(cd "$(dirname "$0")" && pwd)
jar=$lab_dir/jar

lab_up
lab_certificate
lab_serve udp 53 "$lab_python" "$lab_folder/names.py" "$lab_server_ip"
lab_serve tcp 80 "$lab_python" "$lab_folder/shop.py" "$lab_server_ip" 80
lab_serve tcp 443 openssl s_server -www -accept 443 -cert "$lab_dir/cert.pem" -key "$lab_dir/key.pem"
lab_serve tcp 8080 "$lab_python" "$lab_folder/chat.py" serve "$lab_server_ip" 8080
lab_record "$here/capture.pcap"

# Redirected to the form; logs in, is given a cookie and shows it, in one connection.
visit=(curl -sS --fail --compressed -A 'Lab Browser/1.0' -b "$jar" -c "$jar")
lab_do "${visit[@]}" -L "http://$lab_host/" \
  --next "${visit[@]:1}" -L -d 'user=alice&password=wonderland' "http://$lab_host/login"
# The same shop over TLS: nobody vouches for its certificate.
lab_do curl -sS --fail -k --tls-max 1.2 -A 'Lab Browser/1.0' "https://$lab_host/"
lab_do curl -sS --fail -k --tlsv1.3 -A 'Lab Browser/1.0' "https://$lab_host/"
# Two chats, the second compressed.
lab_do "$lab_python" "$lab_folder/chat.py" talk "$lab_host" 8080 plain
lab_do "$lab_python" "$lab_folder/chat.py" talk "$lab_host" 8080 deflate
lab_end
