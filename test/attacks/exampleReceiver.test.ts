import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const ROOT = join(__dirname, '../..');
/** The verification plays no part: the server ends before it. */
const STUB = '{ verifySignedEvent: () => ({ ok: false, message: "not signed" }) }';

/** The server of docs/receive.md, "Example", unchanged but for its port and what it requires. */
function receiver(): string {
	const page = readFileSync(join(ROOT, 'docs', 'receive.md'), 'utf8');
	const [, chapter] = page.split('\n## Example\n');
	const code = /\n```js\n([^]*?)\n```\n/.exec(chapter)![1];
	return code
		.replace("require('n8n-nodes-signed-events')", STUB)
		.replace('listen(3000', 'listen(0')
		.replace("console.log('listening')", 'console.log(server.address().port)');
}

/** Starts the server, and ends it after the test. */
async function whileItRuns(test: (url: string, port: number) => Promise<void>): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'receiver-'));
	const file = join(folder, 'receiver.cjs');
	writeFileSync(file, receiver());
	const server = spawn(process.execPath, [file], {
		env: { ...process.env, SIGNATURE_SECRET: 'a text of some length' },
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	try {
		const [line] = (await once(server.stdout, 'data')) as [Buffer];
		const port = Number(line);
		await test(`http://127.0.0.1:${port}/`, port);
		expect(server.exitCode).toBeNull();
		expect((await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '{}' })).status).toBe(
			401,
		);
	} finally {
		server.kill();
		rmSync(folder, { recursive: true, force: true });
	}
}

describe('the server of docs/receive.md', () => {
	it('goes on after a stranger hangs up in the middle of a body', async () => {
		await whileItRuns(async (url, port) => {
			expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(401);
			const stranger = connect(port, '127.0.0.1');
			await once(stranger, 'connect');
			stranger.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
			await setTimeout(300);
			stranger.destroy();
			await setTimeout(700);
		});
	}, 30_000);

	it('does not read a body of any size', async () => {
		await whileItRuns(async (_, port) => {
			const stranger = connect(port, '127.0.0.1');
			stranger.resume().on('error', () => undefined);
			await once(stranger, 'connect');
			const length = 64 * 1024 * 1024;
			stranger.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`);
			stranger.write(Buffer.alloc(length));
			const closed = new Promise((resolve) => stranger.once('close', () => resolve(true)));
			const isClosed = await Promise.race([closed, setTimeout(5_000, false)]);
			stranger.destroy();
			expect(isClosed).toBe(true);
		});
	}, 30_000);
});
