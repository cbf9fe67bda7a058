/**
 * Runs a server for as long as somebody holds the pipe at its input, so that none outlives the test,
 * however that ended. Takes `{ program, parameters, user?, endWith }` as JSON.
 */
const { spawn } = require('node:child_process');

const { program, parameters, user, endWith } = JSON.parse(process.argv[2]);
const child = spawn(program, parameters, { ...user, stdio: ['ignore', 'inherit', 'inherit'] });
child.on('error', (error) => {
	console.error(error.message);
	process.exit(1);
});
child.on('exit', () => process.exit());
process.stdin.on('close', () => child.kill(endWith));
process.stdin.resume();
