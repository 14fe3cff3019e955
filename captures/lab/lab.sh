# Sourced by the recipes: a small laboratory of two network namespaces joined by a cable, and a
# tap on the client's end. Addresses and names are those set aside for documentation.
#
#   client 192.0.2.2 --------- 192.0.2.1 server, shop.lab.test, also the name server
#
# Needs root, and iproute2, ethtool, tcpdump, curl, openssl, python3, python3-websockets of Debian.
# Everything ends when the recipe does, at the latest after $lab_seconds.
set -euo pipefail

lab_seconds=60
lab_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
lab_python=/usr/bin/python3 # Debian's, which has python3-websockets
lab_id=wg$$
lab_client=$lab_id-client
lab_server=$lab_id-server
lab_patience=20 # seconds for one command of the client
lab_host=shop.lab.test
lab_server_ip=192.0.2.1
lab_tap=
lab_pids=()
lab_dir=$(mktemp -d)

lab_clean() {
  local pid name
  for pid in "${lab_pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  [ -z "$lab_tap" ] || kill -INT "$lab_tap" 2>/dev/null || true
  wait 2>/dev/null || true
  for name in "$lab_client" "$lab_server" "$lab_id-cable"; do
    ip netns del "$name" 2>/dev/null || true
  done
  rm -rf "$lab_dir" "/etc/netns/$lab_client"
}

# lab_up [bad]: the namespaces and the cable, a bad one on request (see cable.py). Offloads are
# off, so that packets look as on a wire.
lab_up() {
  [ "$(id -u)" -eq 0 ] || { echo "a recipe needs root, for its network namespaces" >&2; exit 1; }
  trap lab_clean EXIT
  (sleep "$lab_seconds" && kill -TERM $$) 2>/dev/null &
  lab_pids+=($!)
  ip netns add "$lab_client"
  ip netns add "$lab_server"
  local end=(netns "$lab_client" address 02:00:00:00:00:02)
  local other=(netns "$lab_server" address 02:00:00:00:00:01)
  if [ "${1-}" = bad ]; then
    ip netns add "$lab_id-cable"
    ip link add eth0 "${end[@]}" type veth peer name client netns "$lab_id-cable"
    ip link add eth0 "${other[@]}" type veth peer name server netns "$lab_id-cable"
    lab_quiet "$lab_id-cable" client
    lab_quiet "$lab_id-cable" server
    ip netns exec "$lab_id-cable" "$lab_python" "$lab_folder/cable.py" client server &
    lab_pids+=($!)
  else
    ip link add eth0 "${end[@]}" type veth peer name eth0 "${other[@]}"
  fi
  lab_quiet "$lab_client" eth0
  lab_quiet "$lab_server" eth0
  ip -n "$lab_client" address add 192.0.2.2/24 dev eth0
  ip -n "$lab_server" address add "$lab_server_ip/24" dev eth0
  mkdir -p "/etc/netns/$lab_client"
  echo "nameserver $lab_server_ip" >"/etc/netns/$lab_client/resolv.conf"
}

# lab_quiet NAMESPACE INTERFACE: up, without offloads and without IPv6's own chatter.
lab_quiet() {
  ip netns exec "$1" sysctl -qw "net.ipv6.conf.$2.disable_ipv6=1"
  ip netns exec "$1" ethtool -K "$2" tx off rx off tso off gso off gro off >/dev/null 2>&1
  ip -n "$1" link set lo up
  ip -n "$1" link set "$2" up
}

# lab_serve PROTOCOL PORT COMMAND...: runs a server until the end; returns when it listens.
lab_serve() {
  local protocol=$1 port=$2 i
  shift 2
  ip netns exec "$lab_server" "$@" </dev/null >"$lab_dir/server-$port.log" 2>&1 &
  lab_pids+=($!)
  for i in $(seq 50); do
    ip netns exec "$lab_server" ss -Hln "--$protocol" "sport = :$port" | grep -q . && return
    sleep 0.1
  done
  cat "$lab_dir/server-$port.log" >&2
  exit 1
}

# lab_record FILE [TCPDUMP OPTION...]: listens on the client's end from now on.
lab_record() {
  lab_file=$1
  shift
  # Without --immediate-mode the last second of packets would stay in the kernel's ring.
  ip netns exec "$lab_client" tcpdump --immediate-mode -i eth0 -U -w "$lab_dir/tap" "$@" \
    >"$lab_dir/tap.log" 2>&1 &
  lab_tap=$!
  until grep -q 'listening on' "$lab_dir/tap.log"; do sleep 0.1; done
}

# lab_do COMMAND...: at the client; its failure is the recipe's.
lab_do() {
  ip netns exec "$lab_client" timeout "$lab_patience" "$@" </dev/null >"$lab_dir/client.log" 2>&1 || {
    cat "$lab_dir/client.log" >&2
    echo "failed: $*" >&2
    exit 1
  }
}

# lab_end: lets the last packets arrive and puts the capture in its place.
lab_end() {
  sleep 0.5
  kill -INT "$lab_tap"
  wait "$lab_tap" || true
  lab_tap=
  install -m 644 "$lab_dir/tap" "$lab_file"
  echo "$lab_file: $(stat -c %s "$lab_file") bytes, SHA-256 $(sha256sum "$lab_file" | cut -d' ' -f1)"
}

# lab_certificate: a self-signed certificate for the host, $lab_dir/cert.pem and key.pem.
lab_certificate() {
  openssl req -x509 -newkey rsa:2048 -nodes -days 7300 -subj "/O=Wiregloss Lab/CN=$lab_host" \
    -addext "subjectAltName=DNS:$lab_host" -keyout "$lab_dir/key.pem" -out "$lab_dir/cert.pem" \
    2>/dev/null
}
