#!/usr/bin/env bash
# A Postfix of our own on a high loopback port, with STARTTLS, authentication and a mailbox
# for whatever comes; nothing of the machine's own mail is touched. Debian's packages
# postfix, sasl2-bin, libsasl2-modules and openssl must be there, and root.
#
#     server.sh start FOLDER PORT USER PASSWORD
#     server.sh stop FOLDER
#
# FOLDER gets the configuration, the queue, `ca.pem`, whose authority signed the server's
# certificate for localhost, and `mail/all/new`, a Maildir with every message, once for each
# recipient, whom its header Delivered-To names.
set -euo pipefail

command=$1
folder=$(realpath -m "$2")

# make_certificate: an authority of a day and a certificate for localhost.
make_certificate() {
  cd "$folder/tls"
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=Scorepack test authority" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign \
    -keyout authority.key -out ../ca.pem
  openssl req -newkey rsa:2048 -nodes -subj "/CN=localhost" -keyout server.key -out server.csr
  printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n' >extensions
  openssl x509 -req -in server.csr -CA ../ca.pem -CAkey authority.key -CAcreateserial \
    -days 2 -extfile extensions -out server.pem
  chmod 600 ./*.key
  cd "$folder"
}

# write_main: the settings; everything lies below the folder.
write_main() {
  cat >"$folder/main.cf" <<SETTINGS
compatibility_level = 3.6
queue_directory = $folder/queue
data_directory = $folder/data
maillog_file = $folder/mail.log
maillog_file_prefixes = $folder
inet_interfaces = loopback-only
inet_protocols = ipv4
myhostname = localhost
mydestination =
local_transport = error:no local mail
alias_maps =
alias_database =
virtual_mailbox_domains = regexp:$folder/domains
virtual_mailbox_base = $folder/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:$(id -u nobody)
virtual_gid_maps = static:$(id -g nobody)
message_size_limit = 30000000
virtual_mailbox_limit = 0
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_tls_cert_file = $folder/tls/server.pem
smtpd_tls_key_file = $folder/tls/server.key
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = cyrus
smtpd_sasl_path = smtpd
cyrus_sasl_config_path = $folder/sasl
smtpd_sasl_local_domain = localhost
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
smtpd_client_connection_rate_limit = 0
smtpd_client_message_rate_limit = 0
SETTINGS
  echo '/./ any' >"$folder/domains"
}

write_master() {
  cat >"$folder/master.cf" <<SERVICES
127.0.0.1:$1 inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
error unix - - n - - error
virtual unix - n n - - virtual
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
anvil unix - - n - 1 anvil
showq unix n - n - - showq
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
SERVICES
}

start() {
  local port=$1 user=$2 password=$3
  mkdir -p "$folder"/{queue,data,mail,tls,sasl}
  make_certificate >"$folder/openssl.log" 2>&1
  printf '%s\n' "$password" | saslpasswd2 -p -c -f "$folder/sasl/users" -u localhost "$user"
  printf 'pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\nsasldb_path: %s\n' \
    "$folder/sasl/users" >"$folder/sasl/smtpd.conf"
  write_main
  write_master "$port"
  chmod 755 "$folder"
  chown postfix "$folder/data" "$folder/sasl/users"
  chown nobody "$folder/mail"
  postfix -c "$folder" check
  postfix -c "$folder" start 2>"$folder/start.log" || { cat "$folder/start.log" "$folder/mail.log" >&2; return 1; }
}

case "$command" in
  start) start "$3" "$4" "$5" ;;
  stop) postfix -c "$folder" stop 2>/dev/null ;;
  *) echo "start or stop?" >&2; exit 2 ;;
esac
