/**
 * The code of docs/receive.md, run in each language on what this package signs. The tests name a language
 * that this machine lacks; `LANGUAGES_REQUIRED=1` makes that a failure.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
	CLOUD_ELEMENTS_SIGNATURE_HEADER,
	signCloudElements,
} from '../../../nodes/core/envelope/cloudElementsSignature';
import {
	signStandardWebhooks,
	type StandardWebhooksKey,
} from '../../../nodes/core/envelope/standardWebhooks';
import { readKey } from '../../../nodes/core/envelope/verifySignedEvent';
import { codeAfter } from './codeAfter';

const ROOT = join(__dirname, '../../..');
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OTHER = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const TEXT = 'a text that both sides share: Grüße';

interface Request {
	scheme: 'standardWebhooks' | 'cloudElements';
	/** Null where a variable is not set. */
	secret: string | null;
	/** Names in lower case. */
	headers: Record<string, string>;
	/** In base64, because some bodies are not text. */
	body: string;
}

interface Case extends Request {
	what: string;
	isVerified: boolean;
	/** The only language that can read this case. */
	only?: string;
}

function lower(headers: object): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
	);
}

function signedAs(id: string, at: number, body: Buffer): Record<string, string> {
	const key = readKey(SECRET) as StandardWebhooksKey;
	return lower(signStandardWebhooks(id, at, body, [key]));
}

/** A message of three days ago whose text holds a time of now: what was signed has two readings. */
function splitAgain(now: number): Pick<Request, 'headers' | 'body'> {
	const [left, right] = ['{"note":"a', 'b"}'];
	const time = String(Math.floor(now / 1000));
	const then = now - 3 * 86_400_000;
	const headers = signedAs('evt_1', then, Buffer.from(`${left}.${time}.${right}`));
	const id = `evt_1.${headers['webhook-timestamp']}.${left}`;
	return {
		headers: { ...headers, 'webhook-id': id, 'webhook-timestamp': time },
		body: Buffer.from(right).toString('base64'),
	};
}

function cases(): Case[] {
	const body = Buffer.from('{"id":"evt_1","note":"Grüße\\n"}');
	const now = Date.now();
	const sign = (secrets: string[], at = now, bytes = body) =>
		lower(
			signStandardWebhooks(
				'evt_1',
				at,
				bytes,
				secrets.map((one) => readKey(one) as StandardWebhooksKey),
			),
		);
	const standard = {
		scheme: 'standardWebhooks',
		secret: SECRET,
		body: body.toString('base64'),
	} as const;
	const bytes = Buffer.from([0, 255, 10, 123]);
	const own = { [CLOUD_ELEMENTS_SIGNATURE_HEADER.toLowerCase()]: signCloudElements(body, TEXT) };
	const elements = { scheme: 'cloudElements', secret: TEXT, body: standard.body } as const;
	const changed = Buffer.from(body.toString('utf8').replace('evt_1', 'evt_2')).toString('base64');
	const { 'webhook-signature': signature, ...unsigned } = sign([SECRET]);
	/** As somebody signs who knows that the receiver holds a secret of these bytes. */
	const signedWith = (key: Buffer) => {
		const head = `evt_1.${unsigned['webhook-timestamp']}.`;
		const digest = createHmac('sha256', key).update(head).update(body).digest('base64');
		return { ...unsigned, 'webhook-signature': `v1,${digest}` };
	};
	const elementsSignedWith = (text: string) => {
		const digest = createHmac('sha256', text).update(body).digest('base64');
		return { [CLOUD_ELEMENTS_SIGNATURE_HEADER.toLowerCase()]: `sha256=${digest}` };
	};
	const short = (bytes_: number) => Buffer.alloc(bytes_, 5);
	return [
		{ ...standard, what: 'as sent', headers: sign([SECRET]), isVerified: true },
		{
			...standard,
			what: 'bytes that are not text',
			headers: sign([SECRET], now, bytes),
			body: bytes.toString('base64'),
			isVerified: true,
		},
		{
			...standard,
			what: 'while keys are changed',
			headers: sign([OTHER, SECRET]),
			isVerified: true,
		},
		{ ...standard, what: 'another key', headers: sign([OTHER]), isVerified: false },
		{
			...standard,
			what: 'another body',
			headers: sign([SECRET]),
			body: changed,
			isVerified: false,
		},
		{
			...standard,
			what: 'another id',
			headers: { ...sign([SECRET]), 'webhook-id': 'evt_2' },
			isVerified: false,
		},
		{ ...standard, what: 'long ago', headers: sign([SECRET], now - 400_000), isVerified: false },
		{
			...standard,
			what: 'in times to come',
			headers: sign([SECRET], now + 400_000),
			isVerified: false,
		},
		{
			...standard,
			what: 'a text for a time',
			headers: { ...sign([SECRET]), 'webhook-timestamp': 'x' },
			isVerified: false,
		},
		{
			...standard,
			what: 'another version',
			headers: { ...unsigned, 'webhook-signature': signature.replace('v1', 'v2') },
			isVerified: false,
		},
		...['5'.repeat(5_000), '9'.repeat(13), '1e3', '-1', '٣'].map((time) => ({
			...standard,
			what: `a time of ${time.slice(0, 13)}`,
			headers: { ...sign([SECRET]), 'webhook-timestamp': time },
			isVerified: false,
		})),
		...['', 'whsec_', null].map((secret) => ({
			...standard,
			what: `no secret: ${secret}`,
			secret,
			headers: signedWith(Buffer.alloc(0)),
			isVerified: false,
		})),
		...[1, 23].map((length) => ({
			...standard,
			what: `a secret of ${length} bytes`,
			secret: `whsec_${short(length).toString('base64')}`,
			headers: signedWith(short(length)),
			isVerified: false,
		})),
		{
			...standard,
			what: 'a secret of 24 bytes',
			secret: `whsec_${short(24).toString('base64')}`,
			headers: signedWith(short(24)),
			isVerified: true,
		},
		...['whsec_%%%%', '!', 'Grüße'].map((secret) => ({
			...standard,
			what: `a secret that is not base64: ${secret}`,
			secret,
			headers: signedWith(Buffer.alloc(0)),
			isVerified: false,
		})),
		{ ...standard, ...splitAgain(now), what: 'an old message split again', isVerified: false },
		...['', 'a.b', 'a b', 'é', 'a\n', 'a'.repeat(257)].map((id) => ({
			...standard,
			what: `the id ${JSON.stringify(id.slice(0, 9))} of ${id.length}`,
			headers: signedAs(id, now, body),
			isVerified: false,
		})),
		{
			...standard,
			what: 'an id of 256',
			headers: signedAs('~'.repeat(256), now, body),
			isVerified: true,
		},
		...['webhook-id', 'webhook-signature', 'webhook-timestamp'].map((name) => ({
			...standard,
			what: `half a character in ${name}`,
			headers: { ...sign([SECRET]), [name]: '\ud800' },
			isVerified: false,
			only: 'python',
		})),
		{
			...elements,
			what: 'half a character',
			headers: { [CLOUD_ELEMENTS_SIGNATURE_HEADER.toLowerCase()]: '\ud800' },
			isVerified: false,
			only: 'python',
		},
		{ ...standard, what: 'no signature', headers: unsigned, isVerified: false },
		{ ...standard, what: 'no headers', headers: {}, isVerified: false },
		{ ...elements, what: 'as sent', headers: own, isVerified: true },
		{ ...elements, what: 'another body', headers: own, body: changed, isVerified: false },
		{ ...elements, what: 'another secret', headers: own, secret: `${TEXT}.`, isVerified: false },
		{ ...elements, what: 'no signature', headers: {}, isVerified: false },
		...['\u{1f600}\u{1f600}', '\u00a0\u00a01234567\u2003\u2003', '\u2003'.repeat(9)].map(
			(secret) => ({
				...elements,
				what: `a short secret of other characters: ${encodeURIComponent(secret)}`,
				secret,
				headers: elementsSignedWith(secret),
				isVerified: false,
			}),
		),
		{
			...elements,
			what: 'a secret with half a character',
			secret: '\ud8001234567890',
			headers: own,
			isVerified: false,
			only: 'python',
		},
		...['webhook-id', 'webhook-signature', 'webhook-timestamp'].map((name) => ({
			...standard,
			what: `a list in ${name}`,
			headers: { ...sign([SECRET]), [name]: ['a'] as unknown as string },
			isVerified: false,
			only: 'php',
		})),
		{
			...elements,
			what: 'a list of signatures',
			headers: { [CLOUD_ELEMENTS_SIGNATURE_HEADER.toLowerCase()]: ['a'] as unknown as string },
			isVerified: false,
			only: 'php',
		},
		...['', ' ', 'x', '1234567', '   1234567   '].map((secret) => ({
			...elements,
			what: `the secret ${JSON.stringify(secret)}`,
			secret,
			headers: elementsSignedWith(secret),
			isVerified: false,
		})),
		{
			...elements,
			what: 'a variable that is not set',
			secret: null,
			headers: elementsSignedWith(''),
			isVerified: false,
		},
		{
			...elements,
			what: 'a secret of eight letters',
			secret: '12345678',
			headers: elementsSignedWith('12345678'),
			isVerified: true,
		},
	];
}

/** How a language runs: what asks for its version, its file, what it is run by, and what is put around the page's code. */
interface Language {
	version: string[];
	file: string;
	command: (file: string) => string[];
	wrap: (code: string) => string;
}

/** Each reads a list of requests as JSON from its input and prints a list of true and false. */
const LANGUAGES: Readonly<Record<string, Language>> = {
	js: {
		version: [process.execPath, '--version'],
		file: 'snippet.cjs',
		command: (file) => [process.execPath, file],
		wrap: (code) => `${code.replace("'n8n-nodes-signed-events'", JSON.stringify(ROOT))}
const requests = JSON.parse(require('fs').readFileSync(0, 'utf8'));
// A key that cannot be one is thrown: nothing is accepted then either.
const judge = ({ secret, headers, body }) => {
	try {
		return isVerified(secret, headers, Buffer.from(body, 'base64'));
	} catch (error) {
		if (!(error instanceof TypeError) || /undefined|null/.test(error.message)) throw error;
		return false;
	}
};
console.log(JSON.stringify(requests.map(judge)));`,
	},
	python: {
		version: ['python3', '--version'],
		file: 'snippet.py',
		command: (file) => ['python3', file],
		wrap: (code) => `${code}
import json, sys
judges = {"standardWebhooks": is_verified, "cloudElements": is_verified_cloud_elements}
requests = json.load(sys.stdin)
print(json.dumps([judges[r["scheme"]](r["secret"], r["headers"], base64.b64decode(r["body"])) for r in requests]))`,
	},
	php: {
		version: ['php', '--version'],
		file: 'snippet.php',
		command: (file) => ['php', file],
		wrap: (code) => `${code}
$requests = json_decode(file_get_contents('php://stdin'), true);
$judges = ['standardWebhooks' => 'is_verified', 'cloudElements' => 'is_verified_cloud_elements'];
$judge = fn($r) => $judges[$r['scheme']]($r['secret'], $r['headers'], base64_decode($r['body']));
echo json_encode(array_map($judge, $requests));`,
	},
	go: {
		version: ['go', 'version'],
		file: 'snippet.go',
		command: (file) => ['go', 'run', file],
		wrap: (code) => `package main

${code.replace('import (', 'import (\n\t"encoding/json"\n\t"fmt"\n\t"os"')}
type request struct {
	Scheme, Secret, Body string
	Headers              map[string]string
}

func main() {
	var requests []request
	if err := json.NewDecoder(os.Stdin).Decode(&requests); err != nil {
		panic(err)
	}
	verified := []bool{}
	for _, one := range requests {
		headers := http.Header{}
		for name, value := range one.Headers {
			headers.Set(name, value)
		}
		body, _ := base64.StdEncoding.DecodeString(one.Body)
		judge := IsVerified
		if one.Scheme == "cloudElements" {
			judge = IsVerifiedCloudElements
		}
		verified = append(verified, judge(one.Secret, headers, body))
	}
	answer, _ := json.Marshal(verified)
	fmt.Println(string(answer))
}`,
	},
};

function isThere([program, ...parameters]: string[]): boolean {
	return spawnSync(program, parameters).status === 0;
}

describe.each(Object.entries(LANGUAGES))('the code of docs/receive.md in %s', (name, language) => {
	if (!isThere(language.version)) {
		it('is not tested on this machine', () => {
			process.stdout.write(
				`docs/receive.md: the code in ${name} was NOT tested, ${language.version[0]} is not installed\n`,
			);
			expect(process.env.LANGUAGES_REQUIRED).toBeUndefined();
		});
		return;
	}

	it('accepts valid requests and rejects all others', () => {
		const folder = mkdtempSync(join(tmpdir(), 'snippet-'));
		try {
			const file = join(folder, language.file);
			writeFileSync(file, language.wrap(codeAfter('\n## Code\n', name)));
			const all = cases().filter(({ only = name }) => only === name);
			const [program, ...parameters] = language.command(file);
			const ran = spawnSync(program, parameters, {
				input: JSON.stringify(all),
				env: { ...process.env, GOCACHE: join(folder, 'cache'), GOFLAGS: '', GO111MODULE: 'off' },
				encoding: 'utf8',
			});
			expect(ran.stderr).toBe('');
			const verdicts = JSON.parse(ran.stdout) as boolean[];
			const told = all.map(({ scheme, what }, index) => [scheme, what, verdicts[index]]);
			expect(told).toEqual(all.map(({ scheme, what, isVerified }) => [scheme, what, isVerified]));
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	}, 120_000);
});

describe('the server of docs/receive.md', () => {
	it('returns 204 to a signed request and 401 to a changed one', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'receiver-'));
		const file = join(folder, 'receiver.cjs');
		const code = codeAfter('\n## Example\n', 'js')
			.replace("'n8n-nodes-signed-events'", JSON.stringify(ROOT))
			.replace('listen(3000', 'listen(0')
			.replace("console.log('listening')", 'console.log(server.address().port)');
		writeFileSync(file, code);
		const server = spawn(process.execPath, [file], {
			env: { ...process.env, SIGNATURE_SECRET: TEXT },
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		try {
			const ended = once(server, 'exit').then(() => {
				throw new Error('The server ended. Run `npm run build` first.');
			});
			const [port] = (await Promise.race([once(server.stdout, 'data'), ended])) as [Buffer];
			ended.catch(() => undefined);
			const body = Buffer.from('{"id":"evt_1"}');
			const headers = { [CLOUD_ELEMENTS_SIGNATURE_HEADER]: signCloudElements(body, TEXT) };
			const statusOf = async (sent: string) => {
				const url = `http://127.0.0.1:${Number(port)}/`;
				return (await fetch(url, { method: 'POST', headers, body: sent })).status;
			};
			expect(await statusOf('{"id":"evt_1"}')).toBe(204);
			expect(await statusOf('{"id":"evt_2"}')).toBe(401);
		} finally {
			server.kill();
			rmSync(folder, { recursive: true, force: true });
		}
	}, 60_000);
});
