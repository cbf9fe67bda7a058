/**
 * The receivers of docs/receive.md for web frameworks. Each runs as a program, and Signed Event delivers to it over HTTP.
 * The test names the framework that this machine lacks; `LANGUAGES_REQUIRED=1` makes that a failure.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
	copyFileSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import type { IDataObject } from 'n8n-workflow';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

import { signCloudElements } from '../../../nodes/core/envelope/cloudElementsSignature';
import { signRequest } from '../../../nodes/core/envelope/signRequest';
import { signStandardWebhooks } from '../../../nodes/core/envelope/standardWebhooks';
import { event, execute } from '../SignedEvent/node';
import { codeAfter } from './codeAfter';

const ROOT = join(__dirname, '../../..');
const SECRET = `whsec_${Buffer.alloc(24, 3).toString('base64')}`;
const OTHER = `whsec_${Buffer.alloc(24, 4).toString('base64')}`;
const MOST_BYTES = 16 * 1024 * 1024;
/** What a receiver answers to `GET /inbox`, a path that only the tests add: pairs of message ID and body. */
type Inbox = Array<[id: string, body: string]>;

interface Receiver {
	/** The files of the program by name. The first one is run. */
	files: () => Record<string, string>;
	command: string[];
	/** Whether it ends if it starts without a secret. If not, it rejects each request. */
	isStrict: boolean;
}

/** Debian's Python has the packages of apt, and another one in the path may not. */
const PYTHON = ['python3', '/usr/bin/python3'].find(
	(python) => spawnSync(python, ['-c', 'import fastapi, uvicorn']).status === 0,
);

/** Serves `POST` as a framework does: https://nextjs.org/docs/app/api-reference/file-conventions/route */
const SERVED = `
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
const server = createServer(async (incoming, outgoing) => {
	if (incoming.method === 'GET') return outgoing.end(JSON.stringify([...inbox]));
	try {
		const { method, headers, url } = incoming;
		const init = { method, headers, body: Readable.toWeb(incoming), duplex: 'half' };
		const response = await POST(new Request(new URL(url, 'http://localhost'), init));
		outgoing.writeHead(response.status).end();
	} catch (error) {
		outgoing.writeHead(500).end();
	}
});
server.listen(0, '127.0.0.1', () => console.log('port', server.address().port));
`;

const RECEIVERS: Readonly<Record<string, Receiver>> = {
	Express: {
		files: () => ({
			'receiver.js': replaced(
				codeAfter('\nExpress: run', 'js'),
				"app.listen(3000, '127.0.0.1');",
				`app.get('/inbox', (request, response) => response.json([...inbox]));
const server = app.listen(0, '127.0.0.1', () => console.log('port', server.address().port));`,
			),
		}),
		command: [process.execPath],
		isStrict: true,
	},
	Fastify: {
		files: () => ({
			'receiver.js': replaced(
				codeAfter('<summary>Fastify</summary>', 'js'),
				"app.listen({ port: 3000, host: '127.0.0.1' });",
				`app.get('/inbox', async () => [...inbox]);
app.listen({ port: 0, host: '127.0.0.1' }).then(() => console.log('port', app.server.address().port));`,
			),
		}),
		command: [process.execPath],
		isStrict: true,
	},
	'Next.js': {
		files: () => ({
			'receiver.mjs': `${codeAfter('<summary>Next.js</summary>', 'js')}\n${SERVED}`,
		}),
		command: [process.execPath],
		isStrict: false,
	},
	FastAPI: {
		files: () => ({
			'run.py': `import socket, uvicorn
from receiver import app, inbox

@app.get("/inbox")
def read_inbox():
    return list(inbox.items())

listening = socket.create_server(("127.0.0.1", 0))
print("port", listening.getsockname()[1], flush=True)
uvicorn.run(app, fd=listening.fileno(), log_level="critical")
`,
			'receiver.py': codeAfter('<summary>FastAPI</summary>', 'python'),
			'signed_events.py': codeAfter('\n## Code\n', 'python'),
		}),
		command: PYTHON === undefined ? [] : [PYTHON],
		isStrict: false,
	},
};

function replaced(code: string, part: string, by: string): string {
	if (!code.includes(part)) throw new Error(`docs/receive.md has no ${part}`);
	return code.replace(part, () => by);
}

/** Writes what a receiver gets of this package: its exports, and the one file that `./verify` leads to. */
function installOwnPackage(folder: string): void {
	const source = join(ROOT, 'nodes/core/envelope/verifySignedEvent.ts');
	const compiled = join(folder, 'dist/nodes/core/envelope/verifySignedEvent.js');
	mkdirSync(dirname(compiled), { recursive: true });
	copyFileSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
	const { outputText } = transpileModule(readFileSync(source, 'utf8'), {
		compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 },
	});
	writeFileSync(compiled, outputText);
}

interface Running {
	url: string;
	inbox(): Promise<Inbox>;
	post(body: string | Buffer, headers: Record<string, string>): Promise<number>;
}

/** Runs a receiver in an empty folder, as a user does: with the framework and this package installed. */
class Program {
	private readonly folder = mkdtempSync(join(tmpdir(), 'receiver-'));
	private child?: ChildProcess;

	constructor(private readonly receiver: Receiver) {
		const modules = join(this.folder, 'node_modules');
		installOwnPackage(join(modules, 'n8n-nodes-signed-events'));
		symlinkSync(dirname(require.resolve('express/package.json')), join(modules, 'express'));
		symlinkSync(dirname(require.resolve('fastify/package.json')), join(modules, 'fastify'));
		for (const [name, code] of Object.entries(receiver.files()))
			writeFileSync(join(this.folder, name), code);
	}

	/** @throws with what the program wrote to stderr if it ends */
	async start(secret: string): Promise<Running> {
		const [program, ...parameters] = this.receiver.command;
		const [main] = Object.keys(this.receiver.files());
		const child = spawn(program, [...parameters, main], {
			cwd: this.folder,
			env: { PATH: process.env.PATH, SIGNATURE_SECRET: secret },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		this.child = child;
		let errors = '';
		child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
		const ended = once(child, 'close').then(() => {
			throw new Error(`The receiver ended: ${errors}`);
		});
		const [port] = (await Promise.race([once(child.stdout, 'data'), ended])) as [Buffer];
		ended.catch(() => undefined);
		const origin = `http://127.0.0.1:${/\d+/.exec(port.toString())?.[0]}`;
		const url = `${origin}/events`;
		return {
			url,
			inbox: async () => (await (await fetch(`${origin}/inbox`)).json()) as Inbox,
			post: async (body, headers) =>
				(await fetch(url, { method: 'POST', body: new Uint8Array(Buffer.from(body)), headers }))
					.status,
		};
	}

	stop(): void {
		this.child?.kill('SIGKILL');
		rmSync(this.folder, { recursive: true, force: true });
	}
}

const BODY = '{"id":"evt_1","note":"Grüße"}';
const signed = (secret: string, now = Date.now(), id = 'evt_1', body = BODY) =>
	signRequest({ id, body }, [secret], { now });

function withoutKey(): Record<string, string> {
	const empty = { kind: 'shared', key: Buffer.alloc(0), text: '' };
	return signStandardWebhooks('evt_1', Date.now(), Buffer.from(BODY), [empty as never]);
}

/** Requests that no receiver accepts. */
const FORGED: ReadonlyArray<[what: string, make: () => [string, Record<string, string>]]> = [
	['another secret signed the request', () => [BODY, signed(OTHER)]],
	['the body was changed', () => [BODY.replace('evt_1', 'evt_2'), signed(SECRET)]],
	['the body was formatted', () => [JSON.stringify(JSON.parse(BODY), null, 2), signed(SECRET)]],
	['the ID was changed', () => [BODY, { ...signed(SECRET), 'webhook-id': 'evt_2' }]],
	['the timestamp is old', () => [BODY, signed(SECRET, Date.now() - 400_000)]],
	['the timestamp is in the future', () => [BODY, signed(SECRET, Date.now() + 400_000)]],
	['an empty secret signed the request', () => [BODY, withoutKey()]],
	['the request is not signed', () => [BODY, {}]],
	[
		'only a Cloud Elements signature is present',
		() => [BODY, { 'Elements-Webhook-Signature': signCloudElements(Buffer.from(BODY), SECRET) }],
	],
	['the body is empty', () => ['', signed(SECRET)]],
];

describe.each(Object.entries(RECEIVERS))('the %s receiver of docs/receive.md', (name, receiver) => {
	if (receiver.command.length === 0) {
		it('is not tested on this machine', () => {
			process.stdout.write(
				`docs/receive.md: the code for ${name} was NOT tested, it is not installed\n`,
			);
			expect(process.env.LANGUAGES_REQUIRED).toBeUndefined();
		});
		return;
	}

	let program: Program;
	let running: Running;
	beforeEach(async () => {
		program = new Program(receiver);
		running = await program.start(SECRET);
	}, 60_000);
	afterEach(() => program.stop());

	const deliver = async (parameters: object, ...objectIds: string[]) => {
		const panel = { operation: 'emit', signature: ['standardWebhooks'], ...parameters };
		const credential = { signatureSecret: SECRET };
		const events = objectIds.map((objectId) => event(objectId));
		const [items] = await execute(
			{ parameters: { ...panel, callbackUrl: running.url }, credential },
			...events,
		);
		return items.map(({ json }) => json);
	};

	it.each([
		{ envelope: 'event' },
		{ envelope: 'cloudEvents' },
		{ envelope: 'cloudEvents', options: { cloudEventsMode: 'Binary' } },
		{ envelope: 'cloudElements' },
	])('stores each delivery of Signed Event once: %j', async (parameters) => {
		const ids = ['1', '2'].map((objectId) => event(objectId).id);
		const once_ = { ...parameters, batchSize: 1 };
		const delivered = await deliver(once_, '1', '2');
		expect(delivered).toMatchObject([{ delivery: { status: 204 } }, { delivery: { status: 204 } }]);
		const stored = await running.inbox();
		expect(stored.map(([id]) => id).sort()).toEqual([...ids].sort());
		expect(new Map(stored)).toEqual(new Map(delivered.map(({ id, body }) => [id, body])));

		expect(await deliver(once_, '2', '1')).toMatchObject([
			{ delivery: { status: 204 } },
			{ delivery: { status: 204 } },
		]);
		expect(await running.inbox()).toEqual(stored);
	});

	it('stores a sample event of each vendor', async () => {
		const samples = ['shopify', 'woocommercerest', 'box', 'ecwid'].map((vendor) => {
			const file = join(ROOT, 'docs/samples', `${vendor}.json`);
			const events = JSON.parse(readFileSync(file, 'utf8')) as Record<string, IDataObject>;
			return Object.values(events).slice(-1)[0];
		});
		const parameters = {
			...{ operation: 'emit', envelope: 'event', signature: ['standardWebhooks'] },
			callbackUrl: running.url,
		};
		await execute({ parameters, credential: { signatureSecret: SECRET } }, ...samples);
		const stored = (await running.inbox()).map(([, body]) => JSON.parse(body) as unknown);
		expect(stored).toEqual(samples);
	});

	it('stores a batch under one ID', async () => {
		const options = { cloudEventsMode: 'Batch' };
		const [{ id }] = await deliver({ envelope: 'cloudEvents', options, batchSize: 10 }, '1', '2');
		const [[stored, body], ...others] = await running.inbox();
		expect([stored, others]).toEqual([id, []]);
		expect(JSON.parse(body)).toMatchObject(['1', '2'].map((one) => ({ id: event(one).id })));
	});

	it('keeps the first body of an ID', async () => {
		const later = BODY.replace('Grüße', 'later');
		expect(await running.post(BODY, signed(SECRET))).toBe(204);
		expect(await running.post(later, signed(SECRET, Date.now(), 'evt_1', later))).toBe(204);
		expect(await running.inbox()).toEqual([['evt_1', BODY]]);
	});

	it.each(['application/json', 'text/plain', 'application/x-www-form-urlencoded'])(
		'verifies the raw body of the content type %s',
		async (type) => {
			const headers = { ...signed(SECRET), 'Content-Type': type };
			expect(await running.post(BODY, headers)).toBe(204);
			expect(await running.inbox()).toEqual([['evt_1', BODY]]);
		},
	);

	it('returns 401 to forged and old requests', async () => {
		const statuses: unknown[] = [];
		for (const [what, make] of FORGED) statuses.push([what, await running.post(...make())]);
		expect(statuses).toEqual(FORGED.map(([what]) => [what, 401]));
		expect(await running.inbox()).toEqual([]);
	});

	it.each([`Content-Length: ${MOST_BYTES + 1}`, 'Transfer-Encoding: chunked'])(
		'returns 413 to a body of more than 16 MB, or disconnects: %s',
		async (length) => {
			const { hostname, port } = new URL(running.url);
			const stranger = connect(Number(port), hostname).on('error', () => undefined);
			const answered = new Promise<string>((resolve) => {
				stranger.once('data', (answer: Buffer) => resolve(answer.toString()));
				stranger.once('close', () => resolve('disconnected'));
			});
			stranger.write('POST /events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n');
			stranger.write(`${length}\r\n\r\n`);
			const isChunked = length.endsWith('chunked');
			if (isChunked) stranger.write(`${(MOST_BYTES + 1).toString(16)}\r\n`);
			stranger.write(Buffer.alloc(MOST_BYTES + 1, 'x'));
			if (isChunked) stranger.write('\r\n0\r\n\r\n'); // Express responds after the end of the request
			expect(await answered).toMatch(/^(HTTP\/1\.1 413 |disconnected$)/);
			stranger.destroy();
			expect(await running.inbox()).toEqual([]);
		},
	);

	it('continues after a sender hangs up in the middle of a body', async () => {
		const { hostname, port } = new URL(running.url);
		const stranger = connect(Number(port), hostname);
		await once(stranger, 'connect');
		stranger.write('POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
		await setTimeout(200);
		stranger.destroy();
		await setTimeout(300);
		expect(await running.post(BODY, signed(SECRET))).toBe(204);
	});

	it.each(['', '   ', 'whsec_'])('accepts no request with the secret "%s"', async (secret) => {
		const other = new Program(receiver);
		try {
			if (receiver.isStrict && secret === '') {
				await expect(other.start(secret)).rejects.toThrow('Set SIGNATURE_SECRET.');
				return;
			}
			const started = await other.start(secret);
			for (const headers of [withoutKey(), signed(SECRET), {}])
				expect([401, 500]).toContain(await started.post(BODY, headers));
			expect(await started.inbox()).toEqual([]);
		} finally {
			other.stop();
		}
	});
});
