#!/usr/bin/env bash
# Records smtp-starttls.pcap anew: one login in the clear, one after STARTTLS.
. "$(dirname "$0")/../../../captures/lab/lab.sh"
out=$(cd "$(dirname "$0")" && pwd)/smtp-starttls.pcap

lab_up
lab_certificate
lab_serve tcp 25 "$lab_python" "$lab_folder/mail.py" "$lab_server_ip" 25 "$lab_dir/cert.pem" "$lab_dir/key.pem"
lab_record "$out"
send=(curl -sS -k --mail-from alice@lab.test --mail-rcpt bob@lab.test -u alice:wonderland -T "$lab_folder/mail.py")
lab_do "${send[@]}" --login-options AUTH=PLAIN "smtp://$lab_server_ip/client.lab.test"
lab_do "${send[@]}" --ssl-reqd "smtp://$lab_server_ip/client.lab.test"
lab_end
