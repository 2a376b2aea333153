# Makes a lab host one that can be logged in to. Runs as root inside the host. Constant text.
# $1 public key of the tester  $2 what sshd_config(5) says besides the usual
set -eu
# /etc is the host's own (main/lab/host.sh), unless the kernel has no overlayfs.
[ ! -e /run/overlane-shared-etc ]
mkdir -p /run/sshd /run/lock /run/root-home
mount -t tmpfs -o mode=755 tmpfs /home
mount --bind /run/root-home /root
chmod 700 /root
name=$(hostname)
echo "127.0.1.1 $name" >>/etc/hosts
user() {
  useradd -m -s "$2" "$1"
  echo "$1:secret-of-$1" | chpasswd
  install -d -m 700 -o "$1" -g "$1" "/home/$1/.ssh"
  printf '%s\n' "$key" >"/home/$1/.ssh/authorized_keys"
  chown "$1:$1" "/home/$1/.ssh/authorized_keys"
}
key=$1
user free /bin/bash
user asked /bin/bash
user nobody-else /bin/bash
user noisy /bin/bash
user bound /bin/bash
printf 'echo "Welcome to $HOSTNAME"; echo "mark 0"; echo "be quiet" >&2; printf "no line end"\n' >/home/noisy/.bashrc
cat >/etc/sudoers.d/lab <<'SUDO'
free ALL=(ALL) NOPASSWD: ALL
noisy ALL=(ALL) NOPASSWD: ALL
asked ALL=(ALL) ALL
Defaults:bound requiretty
bound ALL=(ALL) NOPASSWD: ALL
SUDO
chmod 440 /etc/sudoers.d/lab
install -d -m 700 /root/.ssh
printf '%s\n' "$key" >/root/.ssh/authorized_keys
rm -f /etc/ssh/ssh_host_*
ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
cat >/etc/ssh/lab_config <<CONFIG
Port 22
HostKey /etc/ssh/ssh_host_ed25519_key
PidFile /run/sshd.pid
PermitRootLogin yes
PasswordAuthentication yes
KbdInteractiveAuthentication no
UsePAM yes
UseDNS no
LogLevel ERROR
$2
CONFIG
/usr/sbin/sshd -f /etc/ssh/lab_config -E /run/sshd.log
