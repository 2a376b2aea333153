# A desk of its own: system bus, polkit, three users, in private namespaces. Ends with the pipe on stdin.
# Everything that is written goes to a tmpfs over this machine's folders. $1 is Node, which may lie where only root can look.
set -e
mount -t tmpfs -o mode=755 tmpfs /run
touch /run/node
mount --bind "$1" /run/node
for folder in /etc /usr/bin /usr/libexec /usr/share/polkit-1; do
  layer=/run/layers$folder
  mkdir -p "$layer/up" "$layer/work" "$folder"
  mount -t overlay overlay -o "lowerdir=$folder,upperdir=$layer/up,workdir=$layer/work" "$folder"
done
uid=4711
for name in ruled asked refused; do
  echo "$name:x:$uid:$uid::/run/home/$name:/bin/sh" >>/etc/passwd
  echo "$name:x:$uid:" >>/etc/group
  install -d -m 700 -o $uid -g $uid "/run/home/$name" "/run/user/$uid"
  chmod 755 /run/home /run/user
  uid=$((uid + 1))
done
echo root:right | chpasswd
cat >/etc/polkit-1/rules.d/49-test.rules <<'R'
polkit.addRule(function (action, subject) {
  var ours = action.id === 'io.github.overlane.helper';
  var shell = action.id === 'org.freedesktop.policykit.exec' && action.lookup('program') === '/bin/bash';
  if (subject.user === 'ruled' && (ours || shell)) return polkit.Result.YES;
  if (subject.user === 'refused') return polkit.Result.NO;
});
R
chmod 755 /etc/polkit-1/rules.d
chmod 644 /etc/polkit-1/rules.d/49-test.rules
mkdir -p /run/dbus
dbus-uuidgen --ensure=/etc/machine-id
dbus-daemon --system --fork --nopidfile
/usr/lib/polkit-1/polkitd --no-debug >/run/polkitd.log 2>&1 </dev/null &
until pkaction >/dev/null 2>&1; do sleep 0.05; done
echo ready
cat >/dev/null
