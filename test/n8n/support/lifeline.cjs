/**
 * Preloaded into n8n. Descriptor 3 is a pipe that the test process holds and never writes to: it
 * ends when that process is gone, however it went (a handler there would not run after SIGKILL, and
 * jest's `process` does not pass `exit` on). Then n8n has 5 s to stop by itself.
 */
const { Socket } = require('node:net');

const graceInMs = 5000;

const endGroup = () => process.kill(-process.pid, 'SIGKILL');
const lifeline = new Socket({ fd: 3, readable: true, writable: false });
lifeline.on('close', () => {
	// Nobody reads what n8n prints any more; unhandled, that alone would end it half-way.
	for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
	process.on('exit', endGroup);
	setTimeout(endGroup, graceInMs).unref();
	process.kill(process.pid, 'SIGTERM');
});
lifeline.on('error', () => undefined);
lifeline.resume();
lifeline.unref();
