/** `serve PORT`: answers every connection with as many bytes as it was sent. `ask HOST PORT BYTES SECONDS`: exit 0 when all came back. */
import net from 'node:net';
const [word, ...rest] = process.argv.slice(2);
if (word === 'serve') {
  net
    .createServer((socket) => {
      socket.on('error', () => undefined);
      socket.pipe(socket);
    })
    .listen({ port: Number(rest[0]), host: '::' });
} else {
  const [host, port, bytes, seconds] = rest;
  let left = Number(bytes);
  const end = (code) => {
    process.exit(code);
  };
  setTimeout(() => end(2), Number(seconds) * 1000);
  const socket = net.connect({ host, port: Number(port) }, () => socket.write(Buffer.alloc(left)));
  socket.on('data', (data) => {
    left -= data.length;
    if (left <= 0) end(0);
  });
  socket.on('error', () => end(1));
}
