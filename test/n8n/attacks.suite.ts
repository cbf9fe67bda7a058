import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { ATTACKS } from '../attacks/attacks';
import {
	changed,
	doorsOf,
	publicKeyOf,
	type Door,
	type Letter,
	type Secrets,
	type Writing,
} from '../attacks/doors';
import { secretsIn } from '../attacks/secretForms';
import {
	hangUp,
	headerBytes,
	isSendable,
	MOST_HEADER_BYTES,
	post,
	rawRequest,
	writeRaw,
	type Travel,
} from '../attacks/wire';
import { BoxSandbox } from '../sandbox/box/server';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { ShopifySandbox } from '../sandbox/shopify/server';
import { startCallback, type Callback } from './support/callback';
import { UNSIGNED } from '../attacks/unsignedHeaders';
import { itemsOf, startN8n, type CredentialStub, type N8n, type WorkflowJson } from './support/n8n';
import { packPackage } from './install/pack';
import type { Line } from './install/places';
import { waitFor } from './support/waitFor';

const SOON_MS = 30_000;
/** The name that vendors call; Box takes no other than public https. */
const HOST = 'n8n.example';
const MEGABYTE = 1024 * 1024;
const BOMB = gzipSync(Buffer.alloc(64 * MEGABYTE));

/** Only their forms count: they say, before any n8n runs, which attack there is on which door. */
const PLACEHOLDERS: Secrets = {
	shopify: { secret: 'placeholder', domain: 'my-shop.myshopify.com' },
	box: { primary: 'placeholder', secondary: 'placeholder 2' },
	ecwid: { secret: 'placeholder', storeId: '1003' },
	wooCommerce: 'placeholder',
	shared: `whsec_${Buffer.alloc(24).toString('base64')}`,
	privateKey: `whsk_${Buffer.alloc(32, 1).toString('base64')}`,
};
const NAMES = doorsOf(PLACEHOLDERS).map(({ name }) => name);
const placeholder = { address: `https://${HOST}/`, at: Date.UTC(2026, 10, 21) };

/** Which workflow a door leads to. */
const WORKFLOWS: Record<string, string> = {
	Shopify: 'shopify',
	Box: 'box',
	Ecwid: 'ecwid',
	WooCommerce: 'wooCommerce',
	'Standard Webhooks v1': 'receiver',
	'Standard Webhooks v1a': 'receiver',
	'Cloud Elements': 'receiver',
};

const SHARED = `whsec_${Buffer.from('a shared secret of 32 bytes +/=?').toString('base64')}`;
const PRIVATE = `whsk_${Buffer.from('a private key that has 32 bytes.').toString('base64')}`;
const PREVIOUS = 'the previous one: pä/ss+wörd & "more"';
const SECRET_OF_NOBODY = 'cs_99887766554433221100ffeeddccbbaa';
const ACCESS_TOKEN_OF_NOBODY = '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';

let shopify: ShopifySandbox;
let box: BoxSandbox;
let sandbox: Sandbox;
let callback: Callback;
let n8n: N8n;
let certificates: string;
let processId: number | undefined;
let doors: Map<string, Door>;
/** What n8n says where a workflow cannot be activated; it tries five times in 15 s. */
let refusal: Promise<string>;

function credentials(): CredentialStub[] {
	const { clientId, clientSecret, keys } = box.app;
	const { consumerKey, consumerSecret } = sandbox.wooCommerce.keys;
	const { ecwid } = sandbox;
	const shop = { shop: 'my-shop', useBaseUrl: true, baseUrl: shopify.url };
	const all: Array<[id: string, type: string, data: Record<string, unknown>]> = [
		[
			'shopify',
			'signedEventsShopifyApi',
			{ ...shop, clientSecret: shopify.app.clientSecret, accessToken: shopify.app.issueToken() },
		],
		[
			'stranger',
			'signedEventsShopifyApi',
			{ ...shop, clientSecret: shopify.app.clientSecret, accessToken: ACCESS_TOKEN_OF_NOBODY },
		],
		[
			'box',
			'signedEventsBoxOAuth2Api',
			{
				grantType: 'clientCredentials',
				subjectType: 'user',
				subjectId: box.user.id,
				clientId,
				clientSecret,
				useBaseUrl: true,
				baseUrl: box.url,
				primarySignatureSecret: keys.primary,
				secondarySignatureSecret: keys.secondary,
			},
		],
		[
			'ecwid',
			'signedEventsEcwidApi',
			{
				storeId: '1003',
				useBaseUrl: true,
				baseUrl: ecwid.url,
				accessToken: ecwid.token,
				clientSecret: ecwid.webhooks.clientSecret,
			},
		],
		[
			'wooCommerce',
			'signedEventsWooCommerceApi',
			{ storeUrl: sandbox.wooCommerce.url, consumerKey, consumerSecret },
		],
		[
			'pollStranger',
			'signedEventsWooCommerceApi',
			{ storeUrl: sandbox.wooCommerce.url, consumerKey, consumerSecret: SECRET_OF_NOBODY },
		],
		[
			'receiver',
			'signedEventsApi',
			{
				signatureSecret: SHARED,
				previousSignatureSecrets: PREVIOUS,
				verificationKeys: `whpk_${publicKeyOf(PRIVATE).toString('base64')}`,
			},
		],
	];
	return all.map(([id, type, data]) => ({ id, name: id, type, data }));
}

/** A trigger alone, which is all that an attack may start, and what signs and delivers. */
function workflows(): WorkflowJson[] {
	const folder = box.items.add('folder', 'Contracts', box.user);
	const node = (id: string, type: string, credential: string, parameters: object, more = {}) => ({
		id,
		name: id,
		type: `n8n-nodes-signed-events.${type}`,
		typeVersion: type === 'signedEvent' ? 1 : 2,
		position: [0, 0] as [number, number],
		parameters: { ...parameters },
		credentials: { [credential]: { id, name: id } },
		webhookId: `hook-${id}`,
		...more,
	});
	const ofShopify = { authentication: 'accessToken', topics: ['orders/create'] };
	const triggers = [
		node('shopify', 'shopifyEventsTrigger', 'signedEventsShopifyApi', ofShopify),
		node('stranger', 'shopifyEventsTrigger', 'signedEventsShopifyApi', ofShopify),
		node('box', 'boxEventsTrigger', 'signedEventsBoxOAuth2Api', {
			targets: `folder:${folder.id}`,
			triggers: ['FILE.RENAMED'],
		}),
		node('ecwid', 'ecwidEventsTrigger', 'signedEventsEcwidApi', { eventTypes: ['*'] }),
		node('wooCommerce', 'wooCommerceEventsTrigger', 'signedEventsWooCommerceApi', {
			topics: ['order.updated', 'order.deleted'],
			options: { allowPrivateUrl: true },
		}),
		node('pollStranger', 'wooCommercePollTrigger', 'signedEventsWooCommerceApi', {
			resources: ['orders'],
		}),
		node('receiver', 'signedEventTrigger', 'signedEventsApi', {
			schemes: ['cloudElements', 'standardWebhooks'],
		}),
	];
	const alone = triggers.map((trigger) => ({
		id: trigger.id,
		name: trigger.id,
		nodes: [trigger],
		connections: {},
		settings: { executionOrder: 'v1' },
		...(/stranger/i.test(trigger.id) ? { active: false } : {}),
	}));
	return [...alone, sender()];
}

/** Signs each event that it receives and delivers it to the callback. */
function sender(): WorkflowJson {
	const shared = { typeVersion: 1, position: [0, 0] as [number, number] };
	return {
		id: 'sender',
		name: 'sender',
		nodes: [
			{
				...shared,
				id: 'in',
				name: 'In',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				webhookId: 'hook-sender',
				parameters: { httpMethod: 'POST', path: 'sender', responseMode: 'lastNode', options: {} },
			},
			{
				...shared,
				id: 'out',
				name: 'Signed Event',
				type: 'n8n-nodes-signed-events.signedEvent',
				parameters: {
					input: 'fields',
					source: 'attacks',
					type: 'note.created',
					object: '={{ $json.body.id }}',
					id: '={{ $json.body.id }}',
					signature: ['cloudElements', 'standardWebhooks'],
					callbackUrl: callback.url,
				},
				credentials: { signedEventsApi: { id: 'receiver', name: 'receiver' } },
			},
		],
		connections: { In: { main: [[{ node: 'Signed Event', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	};
}

interface HttpAttack {
	number: number;
	what: string;
	write(door: Door, writing: Writing): Letter;
	travel?: Travel;
	/**
	 * 401 comes from the node, all others from n8n before the node runs. 0 means that n8n closed the
	 * connection.
	 */
	statuses: number[];
	/** All where not given. */
	doors?: string[];
}

const CUT = { status: 0, body: '' };
const good = (door: Door, writing: Writing) => door.write(writing);
const withBody =
	(write: () => string | Buffer): HttpAttack['write'] =>
	(door, writing) => ({ ...forged(door, writing), body: Buffer.from(write()) });
const provenWithBody =
	(write: () => string): HttpAttack['write'] =>
	(door, writing) =>
		door.write({ ...writing, body: Buffer.from(write()) });
const typed =
	(type: string | undefined, letter: HttpAttack['write']): HttpAttack['write'] =>
	(door, writing) =>
		changed(letter(door, writing), { 'content-type': type });
const encoded =
	(
		encoding: string,
		encode: (body: Buffer) => Buffer,
		letter: HttpAttack['write'],
	): HttpAttack['write'] =>
	(door, writing) => {
		const { headers, body } = letter(door, writing);
		return { headers: { ...headers, 'content-encoding': encoding }, body: encode(body) };
	};
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
/** Ecwid parses before it verifies, Shopify verifies first. */
const TWO = ['Ecwid', 'Shopify'];

/** What only HTTP knows. */
const HTTP_ATTACKS: HttpAttack[] = [
	...['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'].map((method) => ({
		number: 18,
		what: `a proven letter by ${method}`,
		write: good,
		travel: { method },
		statuses: [404],
	})),
	{
		number: 18,
		what: 'a proven letter by OPTIONS',
		write: good,
		travel: { method: 'OPTIONS' },
		statuses: [204],
	},
	...[undefined, 'text/plain', 'application/octet-stream', 'application/x-www-form-urlencoded'].map(
		(type) => ({
			number: 18,
			what: `an unproven letter as ${type ?? 'nothing'}`,
			write: typed(type, forged),
			statuses: [401],
		}),
	),
	{
		number: 18,
		what: 'an unproven letter as XML',
		write: typed('text/xml', forged),
		// n8n's parser rejects invalid XML. If it did so before, it does not report it.
		statuses: [401, 422],
	},
	...['multipart/form-data', 'multipart/form-data; boundary=x'].map((type) => ({
		number: 18,
		what: `a proven letter as ${type}, which n8n reads before anybody has the bytes`,
		write: typed(type, good),
		statuses: [400],
	})),
	{
		number: 18,
		what: 'a proven letter in an encoding of characters that is none',
		write: typed('application/json; charset=nonsense', good),
		statuses: [422],
	},
	{
		number: 16,
		what: 'an unproven letter that is zipped',
		write: encoded('gzip', gzipSync, forged),
		statuses: [401],
	},
	{
		number: 16,
		what: 'a proven letter that says it is zipped and is not',
		write: encoded('gzip', (body) => body, good),
		statuses: [500],
	},
	{
		number: 16,
		what: '64 KB that unzip to 64 MB',
		write: encoded('gzip', () => BOMB, forged),
		statuses: [500, 0],
		doors: TWO,
	},
	{
		number: 16,
		what: 'an unproven letter in chunks',
		write: forged,
		travel: { isChunked: true },
		statuses: [401],
	},
	{
		number: 16,
		what: 'an unproven body of 16 MB',
		write: withBody(() => JSON.stringify('x'.repeat(16 * MEGABYTE - 2))),
		statuses: [401],
	},
	{
		number: 16,
		what: 'a body of 16 MB and a byte',
		write: withBody(() => JSON.stringify('x'.repeat(16 * MEGABYTE - 1))),
		statuses: [500, 0],
	},
	{
		number: 16,
		what: 'a body of 100,000 levels that is proven',
		write: provenWithBody(() => `{"id":1,"deep":${nested(100_000)}}`),
		// A vendor need not retry what it has signed.
		statuses: [200, 401],
	},
	{
		number: 16,
		what: 'an unproven body of a million levels',
		write: withBody(() => nested(1_000_000)),
		statuses: [401],
		doors: TWO,
	},
	{
		number: 16,
		what: 'an unproven body of a million keys',
		write: withBody(
			() => `{${Array.from({ length: 1_000_000 }, (_, index) => `"k${index}":1`).join(',')}}`,
		),
		statuses: [401],
		doors: TWO,
	},
	{
		number: 16,
		what: 'four million quotes without an end beside a long integer',
		// As text, because n8n itself rejects it as JSON.
		write: typed(
			'text/plain',
			withBody(() => `{"eventCreated":9007199254740993,"x":"${'\\"'.repeat(4_000_000)}`),
		),
		statuses: [401],
		doors: TWO,
	},
];

const pathOf = (name: string) => `/webhook/hook-${WORKFLOWS[name]}/webhook`;
const urlOf = (name: string) => `${n8n.url}${pathOf(name)}`;
let lastId = 0;
/** The contents of a current letter. Each is about another object. */
const writingFor = (name: string) => ({
	address: `https://${HOST}${pathOf(name)}`,
	at: Date.now(),
	id: String(1_000_000 + ++lastId),
});
const doorOf = (name: string) => doors.get(name) as Door;
const executionCount = async () => {
	const [{ count }] = await n8n.query('SELECT COUNT(*) AS count FROM execution_entity');
	return Number(count);
};

/** Another signature of the right form: nothing but a key is missing. */
function forged(door: Door, writing: Writing): Letter {
	const { header, prefix } = door.signature;
	const length = prefix === 'v1a,' ? 64 : 32;
	return changed(door.write(writing), {
		[header]: prefix + Buffer.alloc(length, 1).toString('base64'),
	});
}

/** How many executions n8n should have stored. */
let expected = 0;

/**
 * Checks that n8n stored as many executions as it should have. n8n 1.123 answers a delivery before
 * it stores the execution. So only a later test of this file may notice a wrong execution.
 *
 * @param more executions started since the last check
 */
async function expectStarted(more: number): Promise<void> {
	const wanted = expected + more;
	const stored = await waitFor(
		async () => {
			const count = await executionCount();
			return count >= wanted && [count];
		},
		SOON_MS,
		`execution ${wanted} to be stored`,
	);
	// One failure does not make the later tests fail.
	[expected] = stored;
	expect(stored).toEqual([wanted]);
}

/** Whether n8n hands the body to the node. It parses JSON first, and rejects what is not JSON itself. */
function isParsed({ headers, body }: Letter, line: Line): boolean {
	if (!String(headers['content-type']).startsWith('application/json')) return true;
	const text = body.toString('utf8');
	try {
		// Only 2.41 reads JSON after a byte order mark.
		const json = line === '2.41' ? text.replace(/^\ufeff/, '') : text;
		return body.length === 0 || JSON.parse(json) !== undefined;
	} catch {
		return false;
	}
}

/**
 * Sends every attack to every door of a real n8n. Checks its responses and executions.
 *
 * @param line which n8n
 * @param isChosen whether to run an attack (`number: what`) at a door; a genuine delivery is always run
 */
export function attackTests(line: Line, isChosen: (attack: string, door: string) => boolean): void {
	beforeAll(async () => {
		[shopify, box, sandbox, callback] = await Promise.all([
			ShopifySandbox.start({ scopes: ['read_orders'], takesAnyUrl: true }),
			BoxSandbox.start(21),
			startSandbox({ seed: 21, wooCommerce: { tls: true, orders: 2, products: 2 } }),
			startCallback(SHARED),
		]);
		certificates = mkdtempSync(join(tmpdir(), 'attacks-'));
		const trusted = join(certificates, 'shop.pem');
		writeFileSync(trusted, String(sandbox.wooCommerce.certificate));
		doors = new Map(
			doorsOf({
				shopify: { secret: shopify.app.clientSecret, domain: shopify.domain },
				box: { primary: String(box.app.keys.primary), secondary: String(box.app.keys.secondary) },
				ecwid: { secret: sandbox.ecwid.webhooks.clientSecret, storeId: '1003' },
				wooCommerce: sandbox.wooCommerce.keys.consumerSecret,
				shared: SHARED,
				privateKey: PRIVATE,
			}).map((door) => [door.name, door]),
		);
		n8n = await startN8n({
			line,
			packages: [(await packPackage()).directory],
			credentials: credentials(),
			workflows: workflows(),
			environment: {
				WEBHOOK_URL: `https://${HOST}/`,
				NODE_EXTRA_CA_CERTS: trusted,
				N8N_LOG_LEVEL: 'debug',
				// All that is sent has to fit in this memory; n8n alone needs some 250 MB.
				NODE_OPTIONS: '--max-old-space-size=640',
			},
		});
		({ processId } = n8n);
		expected = await executionCount();
		const errors = ['stranger', 'pollStranger'].map(
			async (id) =>
				await n8n.publish([id]).then(
					() => `${id} is active`,
					(error: Error) => `${id}: ${error.message}`,
				),
		);
		refusal = Promise.all(errors).then((texts) => texts.join('\n'));
	}, 600_000);

	afterAll(async () => {
		hangUp();
		await n8n?.stop();
		await Promise.all([shopify, box, sandbox, callback].map(async (each) => await each?.close()));
		if (certificates !== undefined) rmSync(certificates, { recursive: true, force: true });
	}, 60_000);

	it.each(NAMES)(
		'5: accepts a signed letter of %s once, however often it arrives',
		async (name) => {
			const letter = doorOf(name).write(writingFor(name));
			const send = async () => (await post(urlOf(name), letter)).status;
			const statuses = await Promise.all(Array.from({ length: 8 }, send));
			expect(statuses.filter((status) => status !== 503)).toContain(200);
			expect(new Set([...statuses, 200, 503]).size).toBe(2);
			expect(await send()).toBe(200);
			await expectStarted(1);
		},
	);

	/** The doors at which an attack is possible and chosen. */
	const doorsFor = (number: number, what: string, possible: (door: Door) => boolean) =>
		doorsOf(PLACEHOLDERS)
			.filter((door) => possible(door) && isChosen(`${number}: ${what}`, door.name))
			.map(({ name }) => name);
	// Side by side, since a node reads its credential at most once a second after it rejects a delivery.
	it.each(
		ATTACKS.map((attack) => ({
			...attack,
			names: doorsFor(attack.number, attack.what, (door) =>
				attack.forge(door, placeholder).some(isSendable),
			),
		})).filter(({ names }) => names.length > 0),
	)('$number: rejects $what at the door of $names', async ({ forge, names }) => {
		const attackAt = async (name: string) => {
			const writing = writingFor(name);
			for (const letter of forge(doorOf(name), writing).filter(isSendable)) {
				const isTooMuch = headerBytes(letter) > MOST_HEADER_BYTES;
				const verdict = doorOf(name).verify(letter, writing);
				// What is signed for another account, or contains no event, gets a 200 and starts nothing.
				const answer = verdict.ok && verdict.kind !== 'change' ? 200 : 401;
				const status = isTooMuch ? 431 : isParsed(letter, line) ? answer : 422;
				const response = await post(urlOf(name), letter);
				expect([name, letter.headers, response.status]).toEqual([name, letter.headers, status]);
				// Nothing tells a forger why.
				if (status === 401) expect([name, response.body]).toEqual([name, '']);
			}
		};
		await Promise.all(names.map(attackAt));
		await expectStarted(0);
	});

	// One after the other, since n8n has to hold each body in its memory.
	it.each(
		HTTP_ATTACKS.map((attack) => ({
			...attack,
			names: doorsFor(
				attack.number,
				attack.what,
				({ name }) => attack.doors?.includes(name) ?? true,
			),
		})).filter(({ names }) => names.length > 0),
	)('$number: rejects $what at the door of $names', async ({ write, travel, statuses, names }) => {
		for (const name of names) {
			const letter = write(doorOf(name), writingFor(name));
			const { status, body } = await post(urlOf(name), letter, travel).catch(() => CUT);
			expect([name, statuses.includes(status) || status]).toEqual([name, true]);
			if (status === 401) expect([name, body]).toEqual([name, '']);
		}
		await expectStarted(0);
	});

	describe.each(NAMES)('at the door of %s', (name) => {
		it.each([
			['two lengths', ['content-length: 50', 'content-length: 51']],
			[
				'a length and chunks, which two servers cut differently',
				['content-length: 50', 'transfer-encoding: chunked'],
			],
		])('18: rejects %s', async (_what, lines) => {
			const letter = doorOf(name).write(writingFor(name));
			expect(await writeRaw(urlOf(name), rawRequest(urlOf(name), letter, lines))).toBe(400);
			await expectStarted(0);
		});

		it('16: starts nothing if the caller disconnects within the body, and accepts the whole letter later', async () => {
			const letter = doorOf(name).write(writingFor(name));
			const whole = rawRequest(urlOf(name), letter, [`content-length: ${letter.body.length}`]);
			expect(await writeRaw(urlOf(name), whole, whole.length - 10)).toBe(0);
			expect((await post(urlOf(name), letter)).status).toBe(200);
			await expectStarted(1);
		});
	});

	describe.each(NAMES.filter((name) => WORKFLOWS[name] === 'receiver'))(
		'what comes in at the door of %s',
		(name) => {
			it.each(UNSIGNED)(
				'11: follows from the signed body, in spite of $what',
				async ({ headers }) => {
					const writing = writingFor(name);
					const letter = changed(doorOf(name).write(writing), headers);
					// n8n rejects what it cannot read before the node runs.
					if (/utf-16/.test(String(headers['content-type']))) return;
					expect((await post(urlOf(name), letter)).status).toBe(200);
					const json = await waitFor(
						async () =>
							(await n8n.executions({ workflowId: 'receiver' }))
								.filter(({ nodes }) => 'receiver' in nodes)
								.flatMap((execution) => itemsOf(execution, 'receiver').map((item) => item.json))
								.find(({ objectId }) => objectId === writing.id),
						SOON_MS,
						'the execution to be stored',
					);
					await expectStarted(1);
					expect(json).toMatchObject({ topic: 'order.updated', eventType: 'UPDATED' });
					expect(json).toMatchObject({ elementKey: 'signedevents', account: 'signed-events' });
					expect(json).not.toHaveProperty('unproven');
					expect(JSON.stringify({ ...json, unsignedHeaders: undefined })).not.toContain('lie');
				},
			);
		},
	);

	describe('after all that', () => {
		it.each(NAMES)('a signed letter of %s is accepted by the same process', async (name) => {
			expect((await post(urlOf(name), doorOf(name).write(writingFor(name)))).status).toBe(200);
			await expectStarted(1);
			expect(n8n.processId).toBe(processId);
		});
	});

	describe('28: what fails', () => {
		/** All that was entered in a credential or handed out for one, by name. */
		const secrets = () => {
			const { consumerSecret } = sandbox.wooCommerce.keys;
			const { primary = '', secondary = '' } = box.app.keys;
			return {
				'the client secret of Shopify': shopify.app.clientSecret,
				'an access token of Shopify': ACCESS_TOKEN_OF_NOBODY,
				'the client secret of Box': box.app.clientSecret,
				'the primary key of Box': primary,
				'the secondary key of Box': secondary,
				'the client secret of Ecwid': sandbox.ecwid.webhooks.clientSecret,
				'the access token of Ecwid': sandbox.ecwid.token,
				'the consumer secret of WooCommerce': consumerSecret,
				'a consumer secret of nobody': SECRET_OF_NOBODY,
				'the shared secret': SHARED,
				'the shared secret, decoded': Buffer.from(SHARED.slice(6), 'base64').toString(),
				'the previous secret': PREVIOUS,
				'the private key of the sender': PRIVATE,
			};
		};

		it('fails: vendors and a receiver that are down or reject requests, unknown keys', async () => {
			const { ecwid, wooCommerce } = sandbox;
			// As servers and proxies do that repeat in their words what they were sent.
			const repeated = {
				errorMessage: `Bearer ${ecwid.token} was refused`,
				code: 'refused',
				message: `${wooCommerce.keys.consumerKey}:${wooCommerce.keys.consumerSecret} was refused`,
			};
			const effects = [500, 401, 403].map(
				(status) => ({ kind: 'status', status, body: repeated }) as const,
			);
			for (const effect of effects) {
				const rules = [
					ecwid.faults.push({ effect }),
					wooCommerce.faults.push({ match: { path: /orders/ }, effect }),
				];
				for (const name of ['Ecwid', 'WooCommerce']) {
					const { status } = await post(urlOf(name), doorOf(name).write(writingFor(name)));
					expect([200, 503]).toContain(status);
				}
				await waitFor(
					async () =>
						(await n8n.executions({ workflowId: 'ecwid' })).every(
							({ status }) => status !== 'running' && status !== 'new',
						),
					SOON_MS,
					'the executions to end',
				);
				rules.forEach((rule) => rule.remove());
				await n8n.rest('POST', '/rest/credentials/test', {
					credentials: credentials().find(({ id }) => id === 'ecwid'),
				});
			}
			callback.answerWith(500);
			const body = Buffer.from(JSON.stringify({ id: 'a', note: 'x' }));
			await post(`${n8n.url}/webhook/sender`, {
				headers: { 'content-type': 'application/json' },
				body,
			});
			const failed = await n8n.executions({ status: 'error' });
			expect(failed.map(({ workflowId }) => workflowId)).toEqual(
				expect.arrayContaining(['ecwid', 'sender']),
			);
			expect(await refusal).toMatch(
				/^stranger: .*rejected the access token.*\npollStranger: .*does not accept/s,
			);
		});

		it('logs no secret at any level', async () => {
			expect(n8n.output()).toMatch(/\| debug \|/);
			expect(n8n.output()).toMatch(/\| warn {2}\| wooCommerce: /);
			expect(secretsIn(n8n.output(), secrets())).toEqual([]);
		});

		it('stores secrets in the database only encrypted', async () => {
			const tables = await n8n.query("SELECT name FROM sqlite_master WHERE type = 'table'");
			let rows = 0;
			for (const { name } of tables) {
				const held = await n8n.query(`SELECT * FROM "${String(name)}"`);
				rows += held.length;
				// What stands in a text of JSON stands there escaped, so each value is looked at by itself.
				const text = held.flatMap((row) => Object.values(row).map(String)).join('\n');
				expect([name, secretsIn(text, secrets())]).toEqual([name, []]);
			}
			expect(rows).toBeGreaterThan(100);
			const [{ count }] = await n8n.query('SELECT COUNT(*) AS count FROM execution_data');
			expect(Number(count)).toBe(await executionCount());
		});
	});
}
