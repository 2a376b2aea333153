#!/bin/sh
# newer-debian.sh SUITE: programs of a newer Debian than this one, unpacked below a folder of their own, whose name it prints.
# By apt and the mirror that this computer has; nothing is installed here and no package's own script runs: programs are started by hand.
set -eu
suite=${1:?newer-debian.sh SUITE}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/overlane/debian-$suite
packages='systemd network-manager iproute2 dbus procps dash coreutils sed grep'
[ "$suite" != trixie ] || packages="$packages netplan.io ifupdown2"
if [ -e "$cache/root/.done" ]; then echo "$cache/root" && exit 0; fi

command -v apt-get >/dev/null || { echo "no apt-get here" >&2 && exit 1; }
mirror=$(sed -n 's/^URIs: *\(.*\/debian\/\{0,1\}\)$/\1/p; s/^deb \(\[.*\] \)\{0,1\}\([^ ]*\/debian\/\{0,1\}\) .*/\2/p' \
  /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null | head -1)
[ -n "$mirror" ] || { echo "apt knows no mirror of Debian" >&2 && exit 1; }
mkdir -p "${cache%/*}"
exec 9>"$cache.lock"
flock 9
if [ -e "$cache/root/.done" ]; then echo "$cache/root" && exit 0; fi

rm -rf "$cache"
mkdir -p "$cache/lists/partial" "$cache/archives/partial" "$cache/root"
: >"$cache/status"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$cache/sources.list"
# An empty status file: everything that the packages need is fetched, whatever is installed here.
apt() {
  apt-get -qq -o Dir::State::status="$cache/status" -o Dir::State::Lists="$cache/lists" -o Dir::Cache="$cache" \
    -o Dir::Cache::archives="$cache/archives" -o Dir::Etc::sourcelist="$cache/sources.list" -o Dir::Etc::sourceparts=- \
    -o APT::Install-Recommends=false -o APT::Sandbox::User=root -o Acquire::Languages=none -o Acquire::http::Timeout=20 "$@" >&2
}
apt update
# shellcheck disable=SC2086 # a list of words
apt -y --download-only install $packages
for folder in bin sbin lib lib64; do mkdir -p "$cache/root/usr/$folder" && ln -s "usr/$folder" "$cache/root/$folder"; done
for package in "$cache"/archives/*.deb; do dpkg-deb --extract "$package" "$cache/root"; done
[ -e "$cache/root/bin/sh" ] || ln -s dash "$cache/root/bin/sh"
mkdir -p "$cache/root/etc"
printf '%s:/nonexistent:/usr/sbin/nologin\n' root:x:0:0: messagebus:x:900:900: systemd-network:x:901:901: >"$cache/root/etc/passwd"
printf 'root:x:0:\nmessagebus:x:900:\nsystemd-network:x:901:\nnetdev:x:902:\n' >"$cache/root/etc/group"
# What their own scripts would do.
chmod -f 0755 "$cache/root/usr/share/ifupdown2/__main__.py" || :
rm -rf "$cache/archives" "$cache/lists" "$cache/root/usr/share/doc" "$cache/root/usr/share/man" "$cache/root/usr/share/locale"
: >"$cache/root/.done"
echo "$cache/root"
