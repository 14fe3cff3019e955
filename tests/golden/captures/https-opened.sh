#!/usr/bin/env bash
# Records https-opened.pcapng anew: HTTP/2 and WebSocket over TLS, with their secrets in the capture.
# Needs nginx of Debian besides, and editcap of wireshark-common.
. "$(dirname "$0")/../../../captures/lab/lab.sh"
out=$(cd "$(dirname "$0")" && pwd)/https-opened.pcapng
keys=$lab_dir/keys

lab_up
lab_certificate
mkdir "$lab_dir/web"
seq -f 'line %g of the story of a teapot' 200 >"$lab_dir/web/story.txt"
echo '{"teapot": true}' >"$lab_dir/web/teapot.json"
cat >"$lab_dir/nginx.conf" <<N
daemon off; worker_processes 1; pid $lab_dir/nginx.pid; error_log $lab_dir/nginx.log; user root;
events { worker_connections 64; }
http { access_log off; gzip on; gzip_types text/plain application/json; include /etc/nginx/mime.types;
  server { listen $lab_server_ip:443 ssl http2; root $lab_dir/web;
    ssl_certificate $lab_dir/cert.pem; ssl_certificate_key $lab_dir/key.pem; ssl_protocols TLSv1.2 TLSv1.3; } }
N
cat >"$lab_dir/talk.py" <<'P'
import asyncio, ssl, sys, websockets
role, host, folder = sys.argv[1:]
async def answer(socket):
    async for message in socket:
        await socket.send(message.upper() if isinstance(message, str) else message[::-1])
async def serve():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder + "/cert.pem", folder + "/key.pem")
    async with websockets.serve(answer, host, 8443, ssl=context):
        await asyncio.Future()
async def ask():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode, context.keylog_filename = False, ssl.CERT_NONE, folder + "/keys"
    for compression in ("deflate", None):
        async with websockets.connect(f"wss://{host}:8443/chat", ssl=context, compression=compression) as socket:
            for message in ("a cup of tea", "tea " * 50, bytes(range(20))):
                await socket.send(message)
                await socket.recv()
asyncio.run(serve() if role == "serve" else ask())
P
lab_serve tcp 443 nginx -c "$lab_dir/nginx.conf"
lab_serve tcp 8443 "$lab_python" "$lab_dir/talk.py" serve "$lab_server_ip" "$lab_dir"
lab_record "$lab_dir/https-opened.pcap"
for version in 1.2 1.3; do
  lab_do env "SSLKEYLOGFILE=$keys" curl -sSk --compressed --http2 "--tlsv$version" --tls-max "$version" -o /dev/null \
    -o /dev/null -o /dev/null --resolve "$lab_host:443:$lab_server_ip" "https://$lab_host/story.txt" \
    "https://$lab_host/teapot.json" "https://$lab_host/nothing"
done
lab_do "$lab_python" "$lab_dir/talk.py" ask "$lab_server_ip" "$lab_dir"
lab_end
editcap --inject-secrets "tls,$keys" "$lab_dir/https-opened.pcap" "$out"
chmod 644 "$out"
echo "$out: $(stat -c %s "$out") bytes, SHA-256 $(sha256sum "$out" | cut -d' ' -f1)"
