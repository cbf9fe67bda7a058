import { execFileSync, spawnSync } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { event, execute } from '../unit/SignedEvent/node';

const root = join(__dirname, '..', '..');
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** Returns the example in a language of the page of a folder in `docs`. */
function exampleIn(language: string, docs = 'schemas'): string {
	const page = readFileSync(join(root, 'docs', docs, 'README.md'), 'utf8');
	const [, code] = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page) ?? [];
	return code;
}

/** A receiver as in docs/receive.md. */
const RECEIVER = `
const { verifySignedEvent } = require('n8n-nodes-signed-events');
const { request, secret } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(verifySignedEvent(request, { secrets: [secret] })));
`;
const TYPED_RECEIVER = `
import { verifySignedEvent, type Verification } from 'n8n-nodes-signed-events';
const verification: Verification = verifySignedEvent(
	{ body: '', headers: new Headers() },
	{ secrets: ['a secret'] },
);
export const text: string = verification.ok ? verification.scheme : verification.reason;
`;

describe('a receiver that has nothing but Node and this package', () => {
	let folder: string;

	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), 'signed-events-receiver-'));
		const pack = ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder];
		execFileSync('npm', pack, { cwd: root });
		const [tarball] = readdirSync(folder);
		writeFileSync(join(folder, 'package.json'), '{"private":true}');
		writeFileSync(join(folder, 'receiver.js'), RECEIVER);
		npm('install', `./${tarball}`);
	}, 120_000);

	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	function npm(command: string, ...more: string[]): void {
		// npx hands on the settings of this repository, which a user's npm does not have.
		const settings = ['--legacy-peer-deps=false', '--ignore-scripts=false', '--offline'];
		const flags = [...settings, '--no-audit', '--loglevel=error'];
		execFileSync('npm', [command, ...flags, ...more], { cwd: folder });
	}
	const modules = () =>
		readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));

	function receive(request: { body: string; headers: object }): unknown {
		const input = JSON.stringify({ request, secret: SECRET });
		const { stdout, stderr } = spawnSync(process.execPath, ['receiver.js'], {
			cwd: folder,
			input,
			encoding: 'utf8',
			env: { PATH: process.env.PATH },
		});
		expect(stderr).toBe('');
		return JSON.parse(stdout);
	}

	async function emitted(): Promise<{ body: string; headers: Record<string, string> }> {
		const parameters = {
			envelope: 'cloudEvents',
			signature: ['standardWebhooks', 'cloudElements'],
		};
		const credential = { signatureSecret: SECRET };
		const [[{ json }]] = await execute({ parameters, credential }, event('1'));
		return { body: String(json.body), headers: json.headers as Record<string, string> };
	}

	it('has this package alone', () => {
		expect(modules()).toEqual(['n8n-nodes-signed-events']);
		expect(existsSync(join(folder, 'node_modules', 'n8n-nodes-signed-events', 'index.d.ts'))).toBe(
			true,
		);
	});

	it.each(['install', 'ci'])('has this package alone after a later npm %s', (command) => {
		npm(command);
		expect(modules()).toEqual(['n8n-nodes-signed-events']);
	});

	it('accepts a real event and rejects a changed one', async () => {
		const { body, headers } = await emitted();
		expect(receive({ body, headers })).toEqual({
			ok: true,
			scheme: 'standardWebhooks',
			version: 'v1',
			id: event('1').id,
			timestamp: Number(headers['webhook-timestamp']),
		});
		expect(receive({ body: `${body} `, headers })).toMatchObject({
			ok: false,
			reason: 'signature_mismatch',
		});
	});

	it('accepts a Cloud Elements signature', async () => {
		const { body, headers } = await emitted();
		const { 'Elements-Webhook-Signature': signature } = headers;
		expect(receive({ body, headers: { 'elements-webhook-signature': signature } })).toEqual({
			ok: true,
			scheme: 'cloudElements',
			version: 'sha256',
		});
	});

	it.each([
		['as above', TYPED_RECEIVER],
		['as docs/schemas/README.md shows it', exampleIn('ts')],
	])(
		'may be written in TypeScript, %s',
		(_where, source) => {
			mkdirSync(join(folder, 'src'), { recursive: true });
			writeFileSync(join(folder, 'src', 'receiver.ts'), source);
			const types = join(root, 'node_modules', '@types');
			const { status, stdout } = spawnSync(
				process.execPath,
				[
					...[require.resolve('typescript/bin/tsc'), '--noEmit', '--strict', '--target', 'es2022'],
					...['--module', 'commonjs', '--moduleResolution', 'node', '--lib', 'es2022'],
					...['--typeRoots', types, '--types', 'node', 'src/receiver.ts'],
				],
				{ cwd: folder, encoding: 'utf8' },
			);
			expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
		},
		60_000,
	);

	it('may validate an event, as docs/schemas/README.md shows it', () => {
		writeFileSync(join(folder, 'validate.js'), exampleIn('js'));
		const { status, stdout, stderr } = spawnSync(process.execPath, ['validate.js'], {
			...{ cwd: folder, encoding: 'utf8' },
			// The receiver has a validator of its own.
			env: { PATH: process.env.PATH, NODE_PATH: join(root, 'node_modules') },
		});
		expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'true false\n', stderr: '' });
	});

	it('may test itself with a sample event, as docs/samples/README.md shows it', () => {
		const program = `
			const { verifySignedEvent } = require('n8n-nodes-signed-events/verify');
			const keys = { secrets: [process.env.SIGNATURE_SECRET] };
			globalThis.fetch = async (url, { method, ...request }) =>
				({ status: \`\${method} \${url} \${verifySignedEvent(request, keys).ok}\` });
			${exampleIn('js', 'samples')}`;
		writeFileSync(join(folder, 'sample.js'), program);
		const { stdout, stderr } = spawnSync(process.execPath, ['sample.js'], {
			...{ cwd: folder, encoding: 'utf8' },
			env: { PATH: process.env.PATH, SIGNATURE_SECRET: SECRET },
		});
		expect([stdout, stderr]).toEqual(['POST http://localhost:3000/events true\n', '']);
	});
});

describe('the file that verifies', () => {
	it('asks for nothing but node:crypto, so that it can be copied alone', () => {
		const folder = mkdtempSync(join(tmpdir(), 'signed-events-alone-'));
		const file = join(root, 'dist', 'nodes', 'core', 'envelope', 'verifySignedEvent.js');
		const program = `const asked = [];
			const { Module } = require('node:module');
			const load = Module._load;
			Module._load = (name, ...rest) => { asked.push(name); return load(name, ...rest); };
			require(${JSON.stringify(file)});
			process.stdout.write(JSON.stringify(asked.slice(1)));`;
		const asked = execFileSync(process.execPath, ['-e', program], {
			cwd: folder,
			encoding: 'utf8',
		});
		expect(JSON.parse(asked)).toEqual(['node:crypto']);
		rmSync(folder, { recursive: true });
	});
});
