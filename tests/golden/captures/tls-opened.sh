#!/usr/bin/env bash
# Records tls-opened.pcapng anew: TLS 1.0 to 1.3 with its secrets in the capture, one connection for
# each kind of protection and of handshake. Needs gnutls-bin of Debian besides, for RC4, and editcap
# of wireshark-common.
. "$(dirname "$0")/../../../captures/lab/lab.sh"
out=$(cd "$(dirname "$0")" && pwd)/tls-opened.pcapng
keys=$lab_dir/keys
pair=(-cert "$lab_dir/cert.pem" -key "$lab_dir/key.pem")
weak=(-cipher ALL:COMPLEMENTOFALL:@SECLEVEL=0)

lab_up
lab_certificate
mkdir "$lab_dir/web"
for name in tls10 etm no-etm ccm8 chacha20 null first ticket once session renegotiated retry ccm8-13 updated certified; do
  seq -f "line %g of the story of $name" 9 >"$lab_dir/web/$name"
done

# serve PORT OPTION...: files of the folder, one request a connection.
serve() {
  local port=$1
  shift
  lab_serve tcp "$port" bash -c 'cd "$1" && shift && exec openssl s_server -WWW -quiet "$@"' - "$lab_dir/web" \
    -accept "$port" "${pair[@]}" "$@"
}

# ask PORT PATH OPTION...: one request by s_client.
ask() {
  local port=$1 path=$2
  shift 2
  printf 'GET %s HTTP/1.0\r\n\r\n' "$path" >"$lab_dir/request"
  lab_do bash -c 'openssl s_client -quiet "$@" <"$0" >/dev/null 2>&1; true' "$lab_dir/request" -keylogfile "$keys" \
    -connect "$lab_server_ip:$port" -servername "$lab_host" "$@"
}

# slowly PORT LETTER PATH OPTION...: a command of s_client ("" for none), then a request.
slowly() {
  local port=$1 letter=$2 path=$3
  shift 3
  lab_do bash -c '(sleep 0.5; [ -z "$0" ] || echo "$0"; sleep 0.5; printf "GET %s HTTP/1.0\r\n\r\n" "$1"; sleep 0.6; echo Q) |
    openssl s_client "${@:2}" >/dev/null 2>&1; true' "$letter" "$path" -keylogfile "$keys" \
    -connect "$lab_server_ip:$port" -servername "$lab_host" "$@"
}

serve 443 "${weak[@]}"
serve 1443 "${weak[@]}" -no_ticket -tls1_2 -client_renegotiation
serve 2443 -tls1_3 -groups P-384 -ciphersuites TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_CCM_8_SHA256
serve 3443 -tls1_3 -Verify 1 -verify_return_error -CAfile "$lab_dir/cert.pem"
lab_serve tcp 4443 bash -c 'tail -f /dev/null | openssl s_server -quiet -early_data "$@"' - -accept 4443 "${pair[@]}" -tls1_3
lab_serve tcp 5443 gnutls-serv -q --http -p 5443 --x509certfile "$lab_dir/cert.pem" --x509keyfile "$lab_dir/key.pem" \
  --priority NORMAL:+VERS-TLS1.0:+ARCFOUR-128:+3DES-CBC:+CAMELLIA-128-GCM:+RSA:+MD5:%COMPAT

lab_record "$lab_dir/tls-opened.pcap"
ask 443 /tls10 -tls1 -cipher AES128-SHA:@SECLEVEL=0
ask 443 /etm -tls1_2 -cipher AES128-SHA256
ask 443 /no-etm -tls1_2 -cipher ECDHE-RSA-AES256-SHA384 -no_etm
ask 443 /ccm8 -tls1_2 -cipher AES128-CCM8
ask 443 /chacha20 -tls1_2 -cipher ECDHE-RSA-CHACHA20-POLY1305
ask 443 /null -tls1_2 -cipher NULL-SHA256:@SECLEVEL=0
ask 443 /first -tls1_2 -cipher AES128-GCM-SHA256 -sess_out "$lab_dir/session"
ask 443 /ticket -tls1_2 -cipher AES128-GCM-SHA256 -sess_in "$lab_dir/session"
ask 1443 /once -tls1_2 -sess_out "$lab_dir/session"
ask 1443 /session -tls1_2 -sess_in "$lab_dir/session"
slowly 1443 R /renegotiated -tls1_2 -legacy_renegotiation
ask 2443 /retry -tls1_3 -groups X25519:P-384
ask 2443 /ccm8-13 -tls1_3 -groups P-384 -ciphersuites TLS_AES_128_CCM_8_SHA256
slowly 2443 K /updated -tls1_3 -groups P-384 -ciphersuites TLS_CHACHA20_POLY1305_SHA256
ask 3443 /certified -tls1_3 "${pair[@]}"
printf 'GET /early HTTP/1.0\r\n\r\n' >"$lab_dir/early"
slowly 4443 '' /first -tls1_3 -sess_out "$lab_dir/session"
slowly 4443 '' /late -tls1_3 -sess_in "$lab_dir/session" -early_data "$lab_dir/early"
for suite in ARCFOUR-128 3DES-CBC CAMELLIA-128-GCM; do
  lab_do bash -c 'printf "GET /%s HTTP/1.0\r\n\r\n" "$0" | SSLKEYLOGFILE=$1 gnutls-cli --insecure --logfile=/dev/null \
    --priority "NONE:+VERS-TLS1.2:+$0:+AEAD:+SHA1:+MD5:+RSA:+SIGN-ALL:+COMP-NULL:+CTYPE-ALL:+GROUP-ALL" \
    -p 5443 "$2" >/dev/null 2>&1; true' "$suite" "$keys" "$lab_server_ip"
done
lab_end
editcap --inject-secrets "tls,$keys" "$lab_dir/tls-opened.pcap" "$out"
chmod 644 "$out"
echo "$out: $(stat -c %s "$out") bytes, SHA-256 $(sha256sum "$out" | cut -d' ' -f1)"
