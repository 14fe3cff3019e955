#!/usr/bin/env bash
# Records websocket-h2.pcap anew: a WebSocket on a stream of HTTP/2, by websocket-h2.py; in the
# server nghttpx hands it on to a chat. Needs nghttp2-proxy of Debian besides.
. "$(dirname "$0")/../../../captures/lab/lab.sh"
folder=$(cd "$(dirname "$0")" && pwd)

lab_up
lab_serve tcp 8000 "$lab_python" "$lab_folder/chat.py" serve 127.0.0.1 8000
lab_serve tcp 80 nghttpx --workers=1 --frontend="$lab_server_ip,80;no-tls" --backend=127.0.0.1,8000 \
  --errorlog-file=/dev/null --accesslog-file=/dev/null
lab_record "$folder/websocket-h2.pcap"
lab_do "$lab_python" "$folder/websocket-h2.py" "$lab_server_ip" 80
lab_end
