/**
 * Runs a server for as long as somebody holds the pipe at its input, so that none outlives the test,
 * however that ended. Takes `{ program, parameters, environment?, user?, endWith }` as JSON.
 */
const { spawn } = require('node:child_process');

const { program, parameters, environment, user, endWith } = JSON.parse(process.argv[2]);
const env = { ...process.env, ...environment };
const child = spawn(program, parameters, { ...user, env, stdio: ['ignore', 'inherit', 'inherit'] });
child.on('error', (error) => {
	console.error(error.message);
	process.exit(1);
});
child.on('exit', () => process.exit());
process.stdin.on('close', () => child.kill(endWith));
process.stdin.resume();
