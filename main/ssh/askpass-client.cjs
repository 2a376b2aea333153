// Run by ssh as its askpass program: hands the question to Overlane and prints the answer. Without an answer it fails.
const { connect } = require('node:net');

const [, , socketPath = '', text = ''] = process.argv;
const socket = connect(socketPath);
let answer = '';
const question = { token: process.env.OVERLANE_ASKPASS_TOKEN, hint: process.env.SSH_ASKPASS_PROMPT, text };
socket.on('connect', () => socket.write(`${JSON.stringify(question)}\n`));
socket.on('data', (chunk) => (answer += chunk.toString()));
socket.on('error', () => process.exit(1));
socket.on('close', () => {
  if (!answer.endsWith('\n')) process.exit(1);
  process.stdout.write(answer, () => process.exit(0));
});
