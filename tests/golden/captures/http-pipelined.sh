#!/usr/bin/env bash
# Records http-pipelined.pcap anew: three requests before the first answer.
. "$(dirname "$0")/../../../captures/lab/lab.sh"
out=$(cd "$(dirname "$0")" && pwd)/http-pipelined.pcap

lab_up
lab_serve tcp 80 "$lab_python" "$lab_folder/shop.py" "$lab_server_ip" 80
lab_record "$out"
printf 'GET /%s HTTP/1.1\r\nHost: shop.lab.test\r\n\r\n' login no-such-page account >"$lab_dir/requests"
lab_do bash -c "exec 3<>/dev/tcp/$lab_server_ip/80; cat '$lab_dir/requests' >&3; timeout 1 cat <&3 || true"
lab_end
