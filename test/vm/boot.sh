#!/bin/bash
# boot.sh SUITE SCRIPT [SECONDS]: runs SCRIPT as root under the stock kernel of a Debian suite, in qemu without KVM.
# The guest sees this machine's / read-only under a tmpfs, so nothing it writes stays; its console is our stdout. Without a network.
# Says why and exits 77 where it cannot: without qemu, busybox, cpio, or a Debian archive to get the kernel from.
set -eu
suite=$1 script=$(readlink -f "$2") seconds=${3:-900}
for tool in qemu-system-x86_64 busybox cpio modprobe apt-get dpkg; do
  command -v "$tool" >/dev/null || { echo "skipped: $tool is not installed here"; exit 77; }
done
home=${VM_DIR:-/var/tmp/overlane-vm}/$suite
mkdir -p "$home" && cd "$home"

# The kernel's packages, from the archive this machine uses itself, unpacked beside the system and not installed.
fetch() {
  local mirror options version
  mirror=$(grep -rhE '^(URIs:|deb )' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | grep -oE 'https?://[^ ]*/debian/?( |$)' | head -1 | tr -d ' ')
  [ -n "$mirror" ] || { echo 'skipped: no Debian archive is configured here'; exit 77; }
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >list
  mkdir -p lists/partial cache/archives/partial unpack; : >status
  options="-o Dir::Etc::sourcelist=$home/list -o Dir::Etc::sourceparts=- -o Dir::State::lists=$home/lists -o Dir::Cache=$home/cache -o Dir::State::status=$home/status -o APT::Sandbox::User=root"
  apt-get $options update -qq
  version=$(apt-cache $options pkgnames | grep -xE 'linux-(image|binary)-[0-9].*-amd64' | grep -vE 'rt|cloud|dbg|unsigned|bpo' | sed -E 's/linux-(image|binary)-//' | sort -V | tail -1)
  for package in "linux-image-$version" "linux-base-$version" "linux-binary-$version" "linux-modules-$version"; do
    apt-get $options download -q "$package" >/dev/null 2>&1 || true
  done
  for file in *.deb; do dpkg -x "$file" unpack; done
  [ -d unpack/lib/modules ] || { mkdir -p unpack/lib; ln -s ../usr/lib/modules unpack/lib/modules; }
  depmod -b unpack "$(ls unpack/lib/modules | head -1)"
  mv unpack root
}
[ -e root ] || fetch

version=$(ls root/lib/modules | head -1)
rm -rf first; mkdir -p first/{bin,mods,proc,sys,dev,low,up,new}; cp "$(command -v busybox)" first/bin/busybox
at=10
for module in virtio_pci 9pnet_virtio 9p overlay; do
  for file in $(modprobe -d "$home/root" -S "$version" --show-depends "$module" | awk '$1=="insmod" {print $2}'); do
    name=$(basename "$file"); name=${name%%.*}
    [ -z "$(ls first/mods | grep -x -- "[0-9]*-$name.ko")" ] || continue
    at=$((at + 1)); to=first/mods/$at-$name.ko
    case $file in *.xz) xz -dc "$file" >"$to" ;; *.zst) zstd -qdc "$file" >"$to" ;; *) cp "$file" "$to" ;; esac
  done
done
cat >first/init <<'INIT'
#!/bin/busybox sh
b=/bin/busybox
$b mount -t proc p /proc; $b mount -t sysfs s /sys; $b mount -t devtmpfs d /dev
for m in /mods/*; do $b insmod $m || echo "insmod $m failed"; done
$b mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=262144,cache=loose host /low
$b mount -t tmpfs t /up; $b mkdir /up/u /up/w
$b mount -t overlay -o lowerdir=/low,upperdir=/up/u,workdir=/up/w o /new
for m in proc sys dev; do $b mount --move /$m /new/$m; done
$b mkdir -p /new/dev/pts /new/lib/modules; $b mount -t devpts p /new/dev/pts; $b mount -t tmpfs t /new/run
modules=$($b sed -n 's/.*vmroot=\([^ ]*\).*/\1/p' /new/proc/cmdline); $b mount --bind /new$modules/lib/modules /new/lib/modules
$b cat >/new/run/start <<'START'
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
ip link set lo up; bash "$(sed -n 's/.*vmscript=\([^ ]*\).*/\1/p' /proc/cmdline)"; echo "vm: rc $?"
sync; echo o >/proc/sysrq-trigger; sleep 9
START
exec $b switch_root /new /bin/bash /run/start
INIT
chmod +x first/init
(cd first && find . | cpio -o -H newc 2>/dev/null | gzip -1) >first.gz
kernel=$(ls root/boot/vmlinuz-* root/usr/lib/modules/*/vmlinuz root/lib/modules/*/vmlinuz 2>/dev/null | head -1)
exec timeout "$seconds" qemu-system-x86_64 -M q35 -m "${VM_MEMORY:-4096}" -smp 2 -cpu max -accel tcg,thread=multi -nographic -no-reboot -nic none \
  -kernel "$kernel" -initrd first.gz -append "console=ttyS0 quiet vmroot=$home/root vmscript=$script" \
  -virtfs "local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap" </dev/null
