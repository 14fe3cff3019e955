#!/usr/bin/env bash
# Records http2-clear.pcap anew: HTTP/2 without TLS: an upgrade, a login with cookies, streams at
# once with priorities and padding, a push, trailers, an upload. Needs nghttp2-client,
# nghttp2-server and nghttp2-proxy of Debian besides.
. "$(dirname "$0")/../../../captures/lab/lab.sh"
out=$(cd "$(dirname "$0")" && pwd)/http2-clear.pcap

lab_up
mkdir "$lab_dir/web"
echo 'body { color: teal }' >"$lab_dir/web/style.css"
seq -f 'line %g of the story of a teapot' 40 >"$lab_dir/web/story.txt"
lab_serve tcp 8000 "$lab_python" "$lab_folder/shop.py" 127.0.0.1 8000
lab_serve tcp 80 nghttpx --workers=1 --frontend="$lab_server_ip,80;no-tls" --backend=127.0.0.1,8000 \
  --errorlog-file=/dev/null --accesslog-file=/dev/null
lab_serve tcp 8080 nghttpd --no-tls --address="$lab_server_ip" --htdocs="$lab_dir/web" \
  --push=/story.txt=/style.css --trailer='teapots: 40' 8080
lab_record "$out"
shop=http://$lab_server_ip files=http://$lab_server_ip:8080
lab_do curl -sS -A Lab --http2 "$shop/login"
lab_do curl -sS -A Lab --http2-prior-knowledge -c "$lab_dir/jar" -d user=alice -d password=wonderland "$shop/login"
lab_do curl -sS -A Lab --http2-prior-knowledge --compressed -b "$lab_dir/jar" "$shop/account"
lab_do nghttp --no-dep --padding=16 -n "$files/story.txt" "$files/nothing"
lab_do nghttp -n --data="$lab_dir/web/story.txt" -H 'expect: 100-continue' --trailer='sum: none' \
  "$shop/login"
lab_do nghttp -n "$shop/slow/3" "$shop/account"
lab_end
