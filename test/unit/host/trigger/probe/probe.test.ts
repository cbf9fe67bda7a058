import { newProcessState } from '../../../../../nodes/host/trigger/processState';
import { Probes } from '../../../../../nodes/host/trigger/probe/probes';
import { direct, NOT_REGISTERED, offline, page, setUp, type Way } from './stage';

const MINUTE = 60_000;

/** Changes the bytes of the body. */
const body =
	(change: (body: Buffer) => Buffer): Way =>
	async ({ headers, body: bytes }, node) =>
		await node({ headers, body: change(bytes) });
/** Drops headers. */
const without =
	(...names: string[]): Way =>
	async ({ headers, body: bytes }, node) =>
		await node({
			headers: Object.fromEntries(
				Object.entries(headers).filter(([name]) => !names.includes(name)),
			),
			body: bytes,
		});
const limit =
	(most: number, way: Way = page(413)): Way =>
	async (hop, node) =>
		await (hop.body.length > most ? way(hop, node) : node(hop));
const encodeAgain = (bytes: Buffer) => Buffer.from(JSON.stringify(JSON.parse(bytes.toString())));

describe('a probe that reaches its node', () => {
	it('is reported with its time, and starts no execution, log line, credential or call of the vendor', async () => {
		const { run, node, hub, sent, executions } = setUp();
		expect(await run()).toMatchObject({ state: 'reached', ms: 0 });
		expect([executions, node.log, node.readings, hub.calls]).toEqual([[], [], 0, []]);
		expect(sent.map(({ url, method }) => [method, url])).toEqual([
			['POST', 'https://n8n.example/webhook/one/webhook'],
			['POST', 'https://n8n.example/webhook/one/webhook'],
		]);
		expect(sent.map(({ disableFollowRedirect }) => disableFollowRedirect)).toEqual([true, true]);
		expect(sent.map(({ body }) => (body as Buffer).length)).toEqual([1_024, 1_100_000]);
	});

	it('is large once a day', async () => {
		const { run, sent, clock } = setUp();
		await run();
		clock.now += 15 * MINUTE;
		await run();
		clock.now += 24 * 60 * MINUTE;
		await run();
		const sizes = sent.map(({ body }) => (body as Buffer).length);
		expect(sizes).toEqual([1_024, 1_100_000, 1_024, 1_024, 1_100_000]);
	});

	it('counts as arrived if a proxy responds by itself and passes the request on', async () => {
		const { run } = setUp(async (hop, node) => {
			await node(hop);
			return { status: 202, body: 'queued' };
		});
		expect(await run()).toMatchObject({ state: 'reached' });
	});

	it('is not sent for a node that is not active', async () => {
		const { run, state, sent } = setUp();
		state.webhookUrls.clear();
		expect(await run()).toBeUndefined();
		expect(sent).toEqual([]);
	});
});

describe('the cause of a probe that does not come back', () => {
	const faults: Array<[fault: string, way: Way, cause: string, sentence: RegExp, step: RegExp]> = [
		[
			'a proxy encodes JSON again',
			body(encodeAgain),
			'body_reencoded',
			/encoded it again/,
			/pass bodies on unchanged/,
		],
		[
			'a proxy trims the body',
			body((bytes) => Buffer.from(bytes.toString().trim())),
			'body_cut',
			/first 1023 bytes/,
			/limit for request bodies/,
		],
		[
			'a proxy converts line ends',
			body((bytes) => Buffer.from(bytes.toString().replace('\n', '\r\n'))),
			'body_reencoded',
			/JSON/,
			/unchanged/,
		],
		[
			'a proxy replaces text',
			body((bytes) => Buffer.from(bytes.toString().replace('xx', '<b>'))),
			'body_reencoded',
			/JSON/,
			/unchanged/,
		],
		[
			'a proxy sends something else',
			body(() => Buffer.from('a=b')),
			'body_changed',
			/changed the body of the probe/,
			/unchanged/,
		],
		[
			'a proxy drops the signature',
			without('x-prover-signature'),
			'headers_dropped',
			/: x-prover-signature\.$/,
			/pass all request headers/,
		],
		[
			'a proxy drops unknown headers',
			without('x-prover-signature', 'x-prover-delivery', 'x-signed-events-probe'),
			'headers_dropped',
			/: x-prover-signature, x-prover-delivery\.$/,
			/headers/,
		],
		[
			'a proxy drops the header of the probe',
			without('x-signed-events-probe'),
			'headers_dropped',
			/x-signed-events-probe/,
			/headers/,
		],
		[
			'a proxy rejects bodies of 1 MB',
			limit(1_000_000),
			'body_limit',
			/1\.1 MB/,
			/client_max_body_size/,
		],
		[
			'a proxy closes the connection of large bodies',
			limit(100_000, offline('ECONNRESET')),
			'body_limit',
			/closed the connection/,
			/limit/,
		],
		[
			'a proxy cuts large bodies',
			body((bytes) => bytes.subarray(0, 64_000)),
			'body_cut',
			/first 64000 bytes/,
			/limit/,
		],
		['a proxy rejects all bodies', page(413), 'body_limit', /1 KB/, /limit/],
		[
			'http is redirected to https',
			page(301, '', { location: 'https://n8n.example/webhook/one/webhook?token=secret' }),
			'redirected',
			/redirects to https:\/\/n8n\.example\/webhook\/one\/webhook \(HTTP 301\)/,
			/without a redirect/,
		],
		[
			'a login page is in front',
			page(302, '', { location: '/login' }),
			'redirected',
			/https:\/\/n8n\.example\/login/,
			/without a redirect/,
		],
		[
			'another n8n responds',
			page(404, NOT_REGISTERED),
			'other_n8n',
			/Another n8n responds at https:\/\/n8n\.example\b/,
			/WEBHOOK_URL/,
		],
		[
			'the path is wrong',
			page(404, '<pre>Cannot POST /webhook/one/webhook</pre>'),
			'wrong_path',
			/does not know the path \/webhook\/one\/webhook/,
			/path in n8n's WEBHOOK_URL/,
		],
		[
			'ngrok is offline',
			page(404, 'Tunnel not found', { 'ngrok-error-code': 'ERR_NGROK_3200' }),
			'tunnel_offline',
			/no connection/,
			/Start the tunnel/,
		],
		[
			'cloudflared is offline',
			page(530, 'error code: 1033', { server: 'cloudflare' }),
			'tunnel_offline',
			/HTTP 530/,
			/Start the tunnel/,
		],
		[
			'the proxy does not reach n8n',
			page(502, '<h1>Bad Gateway</h1>'),
			'gateway',
			/cannot reach n8n \(HTTP 502\)/,
			/forwards to/,
		],
		[
			'basic authentication is in front',
			page(401, '', { 'www-authenticate': 'Basic' }),
			'access_denied',
			/rejects the request/,
			/without a login/,
		],
		[
			'a firewall blocks programs',
			page(403, 'Attention Required!'),
			'access_denied',
			/HTTP 403/,
			/browser check/,
		],
		['a static site is there', page(405), 'method_rejected', /POST/, /WEBHOOK_URL/],
		[
			'another site is there',
			page(200, '<html>Welcome</html>', { server: 'nginx' }),
			'other_server',
			/HTTP 200, server nginx/,
			/WEBHOOK_URL/,
		],
	];

	it.each(faults)('is named: %s', async (_fault, way, cause, sentence, step) => {
		const { run, node, waited } = setUp(way);
		const result = await run();
		expect(result).toMatchObject({ state: 'failed', cause });
		expect(result?.sentence).toMatch(sentence);
		expect(result?.nextStep).toMatch(step);
		// It tries twice before it names a fault.
		expect(waited).toContain(20_000);
		expect(node.log).toEqual([
			`warn: My trigger: A probe of the node's webhook URL failed. ${result?.sentence} ${result?.nextStep}`,
		]);
		expect(JSON.stringify(node.log)).not.toContain('secret');
	});

	it('is that n8n no longer listens if a probe has reached this n8n at the same origin', async () => {
		const { run, world } = setUp();
		await run();
		world.way = page(404, NOT_REGISTERED);
		expect(await run()).toMatchObject({
			cause: 'not_listening',
			nextStep: expect.stringContaining('Deactivate the workflow and activate it again.'),
		});
	});

	it('is another n8n with a copy of the workflow', async () => {
		const { run, world, node } = setUp();
		world.served = newProcessState();
		world.instance = 'another-n8n';
		expect(await run()).toMatchObject({ state: 'failed', cause: 'other_n8n' });
		expect(node.log).toHaveLength(1);
	});

	it('is logged once, and so is its end', async () => {
		const { run, world, node, clock } = setUp(page(502));
		for (let count = 0; count < 3; count++) {
			await run();
			clock.now += 15 * MINUTE;
		}
		world.way = direct;
		await run();
		await run();
		expect(node.log).toEqual([
			expect.stringMatching(/^warn: .*HTTP 502/),
			expect.stringMatching(/^info: My trigger: The node's webhook URL works again\. /),
		]);
	});
});

describe('a probe that shows nothing', () => {
	it.each([
		'ECONNREFUSED',
		'ETIMEDOUT',
		'ENOTFOUND',
		'EHOSTUNREACH',
		'ECONNRESET',
		'CERT_HAS_EXPIRED',
	])('is unchecked and not logged if n8n cannot call itself: %s', async (code) => {
		const { run, node, waited } = setUp(offline(code));
		expect(await run()).toMatchObject({
			state: 'unchecked',
			cause: 'not_callable',
			nextStep: expect.stringContaining('If deliveries arrive, no step is needed.'),
		});
		expect([node.log, waited.filter((ms) => ms === 20_000)]).toEqual([[], []]);
	});

	it('is unchecked if another process of this n8n responds, which logs nothing either', async () => {
		const { run, world, node } = setUp();
		world.served = newProcessState();
		expect(await run()).toMatchObject({ state: 'unchecked', cause: 'other_process' });
		expect(node.log).toEqual([]);
	});

	it('is unchecked if a proxy limits requests', async () => {
		const { run } = setUp(page(429));
		expect(await run()).toMatchObject({ state: 'unchecked', cause: 'limited' });
	});

	it('is unchecked while deliveries arrive, and a fault that begins later is named one check later', async () => {
		const { run, world, deliver, clock } = setUp();
		const states: unknown[] = [];
		const check = async () => {
			states.push((await run())?.state);
			clock.now += 15 * MINUTE;
		};
		await check();
		await deliver();
		clock.now += MINUTE;
		world.way = page(502);
		await check();
		await check();
		expect(states).toEqual(['reached', 'unchecked', 'failed']);
	});

	it('is unchecked for a router that responds to requests from inside, while deliveries arrive from outside', async () => {
		const { run, deliver, clock, node } = setUp(page(200, '<title>Router</title>'));
		const states: unknown[] = [];
		const sentences = new Set<unknown>();
		for (let count = 0; count < 100; count++) {
			clock.now += 5 * MINUTE;
			if (count % 7 < 2) await deliver();
			clock.now += 10 * MINUTE;
			const result = await run();
			states.push(result?.state);
			sentences.add(result?.sentence);
		}
		expect([...new Set(states)]).toEqual(['unchecked']);
		// A probe that arrives can fail too: a proxy may have changed it.
		expect([...sentences]).toEqual([expect.stringMatching(/although the probe .* fails\.$/)]);
		expect(node.log).toEqual([]);
	});

	it('names no fault in 1,000 checks of a healthy node whose proxy restarts now and then', async () => {
		const { run, world, deliver, clock, node } = setUp();
		const states = new Set<unknown>();
		for (let count = 0; count < 1_000; count++) {
			let requests = 0;
			const isRestart = count % 17 === 3;
			world.way = async (hop, arrive) => {
				requests++;
				return isRestart && requests === 1 ? { status: 502 } : await arrive(hop);
			};
			states.add((await run())?.state);
			clock.now += 15 * MINUTE;
			if (count % 5 === 0) await deliver();
		}
		expect([...states]).toEqual(['reached']);
		expect(node.log).toEqual([]);
	});
});

describe('a stranger', () => {
	const stranger = async (headers: Record<string, string[]>, bytes = Buffer.from('{}')) => {
		const stage = setUp();
		const answer = await stage.arrive({ headers, body: bytes });
		return { ...stage, answer };
	};

	it('gets no signed answer for a probe of its own', async () => {
		const token = new Probes().create('workflow-1/node-1/live', 'small', []);
		const { answer, executions, node } = await stranger(
			{ 'x-signed-events-probe': [token.token] },
			Buffer.from(token.body),
		);
		expect(answer.status).toBe(200);
		expect(JSON.parse(answer.body ?? '')).toEqual({
			signedEventsProbe: { claim: expect.any(String), instance: expect.any(String) },
		});
		expect(answer.body).not.toContain('this-n8n');
		expect(answer.body).not.toContain('example');
		expect([executions, node.log]).toEqual([[], []]);
	});

	it.each(['', 'v1', 'v1.a.b', `v1.${'a'.repeat(22)}.${'b'.repeat(42)}`])(
		'gets a 401 for a header that is not a token: %j',
		async (token) => {
			const { answer, node } = await stranger({ 'x-signed-events-probe': [token] });
			expect([answer.status, answer.body]).toEqual([401, undefined]);
			expect(node.log).toHaveLength(1);
		},
	);

	it('cannot send a recorded probe again, nor to another node', async () => {
		const { run, sent, arrive, state, config, node } = setUp();
		await run();
		const [{ headers = {}, body: bytes }] = sent;
		const again = await arrive({
			headers: Object.fromEntries(
				Object.entries(headers).map(([name, value]) => [name, [String(value)]]),
			),
			body: bytes as Buffer,
		});
		expect(JSON.parse(again.body ?? '')).toEqual({
			signedEventsProbe: { claim: expect.any(String), instance: expect.any(String) },
		});
		const other = state.probes.create('workflow-1/node-2/live', 'small', []);
		const { probes } = state;
		expect(probes.accept(other.token, 'workflow-1/node-1/live', {}, other.body)).toBeUndefined();
		expect(config.vendor.elementKey).toBe('prover');
		expect(node.log).toEqual([]);
	});

	it('cannot answer in place of the node', async () => {
		const { run } = setUp(async ({ headers }) => ({
			status: 200,
			body: JSON.stringify({
				signedEventsProbe: headers['x-signed-events-probe'][0].split('.')[2],
			}),
		}));
		expect(await run()).toMatchObject({ state: 'failed', cause: 'other_server' });
	});
});
