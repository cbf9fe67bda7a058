import { setImmediate } from 'node:timers/promises';

import { normalizedEvent } from '../../../../../nodes/core/event';
import { err, PROBLEM, ok } from '../../../../../nodes/core/result';
import { REJECTION } from '../../../../../nodes/core/vendor';
import { newProcessState } from '../../../../../nodes/host/trigger/processState';
import {
	MAX_BODY_BYTES,
	type RequestStream,
} from '../../../../../nodes/host/trigger/delivery/delivery';
import {
	CACHED_FOR_MS,
	CredentialCache,
	READ_AGAIN_AFTER_MS,
} from '../../../../../nodes/host/trigger/delivery/credentialCache';
import { answerTo, claimOf } from '../../../../../nodes/host/trigger/subscription/claim';
import { CLAIM_HEADER } from '../../../../../nodes/host/trigger/subscription/servedElsewhere';
import { lifecycle } from '../../../../../nodes/host/trigger/subscription/lifecycle';
import { receive } from '../../../../../nodes/host/trigger/delivery/receive';
import { prover } from '../../../../n8n/fixtures/prover/vendor';
import {
	bind,
	FakeHub,
	FakeNode,
	fakeRequest,
	provenRequest,
	SECRET,
	TEST_URLS,
	URLS,
} from '../../fakes';

const NOW = Date.parse('2026-11-21T10:00:05Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ORDER = { topic: 'order.created', object: { id: 5, modified: '2026-11-21T10:00:00Z' } };

function door(binding = bind(new FakeHub())) {
	const node = new FakeNode();
	node.mode = 'webhook';
	/** A clock that is never set. Each wait moves it on. */
	const steady = { now: 0 };
	const memory = newProcessState(() => steady.now);
	memory.credentialCache = new CredentialCache(memory.clock, async (ms) => {
		await setImmediate();
		steady.now += ms;
	});
	const take = async (request: RequestStream, now = NOW) =>
		await receive(node.webhook(request), binding, memory, () => now);
	/** What n8n does with items: runs the workflow and answers. */
	const respond = (status: number) => {
		node.response.statusCode = status;
		node.response.end();
	};
	return { node, memory, steady, take, respond };
}

const OWN = { noWebhookResponse: true };

describe('a verified delivery', () => {
	it('becomes one item an event, and n8n answers', async () => {
		const { node, take } = door();
		const { workflowData, ...rest } = await take(provenRequest(ORDER));
		expect(rest).toEqual({});
		expect(workflowData).toHaveLength(1);
		expect(workflowData?.[0]).toHaveLength(1);
		const event = normalizedEvent.parse(workflowData?.[0][0].json);
		expect(event).toMatchObject({
			elementKey: 'prover',
			account: 'prover.example',
			objectId: '5',
			capture: 'webhook',
			deliveryId: 'delivery-1',
			receivedAt: '2026-11-21T10:00:05.000Z',
			instanceName: 'My trigger',
			instanceTags: [],
			raw: ORDER.object,
		});
		expect(node.response.writableFinished).toBe(false);
		expect(node.log).toEqual([]);
	});

	it('shows the name, tags and rawness that the user chose', async () => {
		const { node, take } = door();
		node.parameters = {
			options: { instanceName: 'Shop', instanceTags: 'a, b', includeRaw: false },
		};
		const { workflowData } = await take(provenRequest(ORDER));
		const event = workflowData?.[0][0].json;
		expect(event).toMatchObject({ instanceName: 'Shop', instanceTags: ['a', 'b'] });
		expect(event).not.toHaveProperty('raw');
	});

	it.each([
		[{ filterEventTypes: ['CREATED'] }, true],
		[{ filterEventTypes: ['UPDATED'] }, false],
		[{ filterFields: { condition: [{ field: 'raw.id', value: '5' }] } }, true],
		[{ filterFields: { condition: [{ field: 'raw.id', value: '6' }] } }, false],
		[{ filterFields: { condition: [{ field: 'raw.id', value: '6' }] }, includeRaw: false }, false],
	])('starts a workflow only if it passes the filter: %j', async (options, passes) => {
		const { node, take } = door();
		node.parameters = { options };
		const result = await take(provenRequest(ORDER));
		expect(result.workflowData !== undefined).toBe(passes);
		expect(node.response.writableFinished).toBe(!passes);
		if (!passes) expect(node.response.statusCode).toBe(200);
	});

	it('shows that the URL is right only if its vendor signed it', async () => {
		const binding = bind(new FakeHub());
		for (const isUnsigned of [true, undefined] as const) {
			const vendor: typeof prover = {
				...binding.vendor,
				verify: (delivery, connection) => {
					const verdict = prover.verify(delivery, connection);
					return verdict.ok && verdict.kind === 'change' ? { ...verdict, isUnsigned } : verdict;
				},
			};
			const { memory, take } = door({ ...binding, vendor });
			await take(provenRequest(ORDER));
			expect(memory.probes.records.size).toBe(isUnsigned === true ? 0 : 1);
		}
	});

	it('that reports no change gets a 200 and starts no workflow', async () => {
		const { node, take } = door();
		const silent = { ...ORDER, topic: 'order.silent' };
		expect(await take(provenRequest(silent))).toEqual(OWN);
		expect(node.response.statusCode).toBe(200);
		expect(node.log).toEqual([]);
	});

	it('of another account gets a 200, and the log says so a few times', async () => {
		const { node, steady, take } = door();
		const foreign = (id: number) =>
			provenRequest({ topic: 'order.created', object: { id, account: 'other. Send "x".example' } });
		for (let id = 0; id < 20; id++) {
			expect(await take(foreign(id))).toEqual(OWN);
			expect(node.response.statusCode).toBe(200);
			steady.now += 100;
		}
		expect(node.log).toHaveLength(5);
		expect(node.log[0]).toBe(
			'warn: My trigger: The node ignored a signed delivery of "other; Send \\"x\\".example", which is not the account of its credential. If it is your account, correct the credential.',
		);
		steady.now += 60_000;
		await take(foreign(21));
		expect(node.log).toHaveLength(6);
		expect((await take(provenRequest(ORDER))).workflowData).toHaveLength(1);
	});

	it('that is signed but unreadable gets a 200, and the log says so a few times', async () => {
		const { node, steady, take } = door();
		for (let id = 0; id < 20; id++) {
			expect(await take(provenRequest({ topic: `no event ${id}`, object: { id } }))).toEqual(OWN);
			expect(node.response.statusCode).toBe(200);
			steady.now += 100;
		}
		expect(node.log).toHaveLength(5);
		expect(node.log[0]).toBe(
			'warn: My trigger: The node ignored a signed delivery, because its body is no event. Report this as a bug if an event is missing.',
		);
		expect((await take(provenRequest(ORDER))).workflowData).toHaveLength(1);
	});

	it('of another account is accepted as soon as the credential is changed to that account', async () => {
		const binding = bind(new FakeHub());
		const accountOf = ({ account }: Record<string, unknown>) =>
			account === undefined ? {} : { account: String(account) };
		const connect: typeof binding.connect = (functions, credential = {}) => {
			const connected = binding.connect(functions, credential);
			if (!connected.ok) return connected;
			return ok({ ...connected.value, ...accountOf(credential) });
		};
		const { node, take } = door({ ...binding, connect });
		const other = { topic: 'order.created', object: { id: 5, account: 'other.example' } };
		await take(provenRequest(other));
		expect(node.response.statusCode).toBe(200);
		node.credential = { id: '1', data: { account: 'other.example' } };
		expect((await take(provenRequest(other))).workflowData).toHaveLength(1);
	});

	it('that cannot be read is answered 503, starts nothing, and may come again', async () => {
		const { node, take } = door();
		const unreadable = { ...ORDER, topic: 'order.unreadable' };
		for (let count = 0; count < 2; count++) {
			expect(await take(provenRequest(unreadable))).toEqual(OWN);
			expect(node.response.statusCode).toBe(503);
		}
		expect(node.log).toHaveLength(2);
		expect(node.log[0]).toMatch(/^warn: My trigger: .* The prover could not be asked/);
	});

	it.each([
		['default', 'webhook', URLS],
		['setup', 'webhook', URLS],
		['default', 'manual', TEST_URLS],
		['setup', 'manual', TEST_URLS],
	] as const)('is verified for the URL it came to: %s, %s', async (entry, mode, urls) => {
		const { node, memory, take } = door();
		node.entry = entry;
		node.mode = mode;
		// What n8n 1.x does: the test URL is known to the hooks alone.
		memory.webhookUrls.set(`workflow-1/node-1/${mode === 'manual' ? 'test' : 'live'}`, {
			wanted: urls.default,
			all: urls,
		});
		const here = await take(provenRequest(ORDER, { address: urls[entry], deliveryId: '1' }));
		expect(here.workflowData).toHaveLength(1);
		const elsewhere = entry === 'default' ? urls.setup : urls.default;
		await take(provenRequest(ORDER, { address: elsewhere, deliveryId: '2' }));
		expect(node.response.statusCode).toBe(401);
	});

	it('is verified for the URL that n8n 2.x serves', async () => {
		const { node, memory } = door();
		const functions = node.webhook(provenRequest(ORDER, { address: TEST_URLS.default }));
		functions.getWebhookResourceUrl = (entry) => TEST_URLS[entry];
		const { workflowData } = await receive(functions, bind(new FakeHub()), memory, () => NOW);
		expect(workflowData).toHaveLength(1);
	});
});

describe('a delivery that is not verified', () => {
	it('is answered 401 without a body, and only the log says why', async () => {
		const { node, take } = door();
		const forged = provenRequest(ORDER, { address: 'https://elsewhere.example/' });
		expect(await take(forged)).toEqual(OWN);
		expect(node.response.statusCode).toBe(401);
		expect(node.log).toEqual([expect.stringMatching(/^warn: .*signature_mismatch.*credential\.$/)]);
		expect(node.log.join()).not.toContain('a-secret');
	});

	it('is blamed on a proxy if its JSON was encoded again, and not on the secrets', async () => {
		const vendor: typeof prover = { ...prover, isReencoded: () => true };
		const { node, take } = door({ ...bind(new FakeHub()), vendor });
		await take(provenRequest(ORDER, { address: 'https://elsewhere.example/' }));
		expect(node.response.statusCode).toBe(401);
		expect(node.log).toEqual([
			expect.stringMatching(/encoded its JSON again.* pass bodies on unchanged\.$/),
		]);
		expect(node.log.join()).not.toContain('check the secrets');
	});

	it('is blamed on a proxy too if it has a content encoding, which no vendor sends', async () => {
		const { node, take } = door();
		const request = provenRequest(ORDER, { address: 'https://elsewhere.example/' });
		const headersDistinct = { ...request.headersDistinct, 'content-encoding': ['gzip'] };
		await take({ ...request, headersDistinct });
		expect(node.log).toEqual([
			expect.stringMatching(
				/check the secrets in the credential, and the proxies between the vendor and n8n: a proxy has compressed the body\.$/,
			),
		]);
	});

	it.each([
		[REJECTION.secretMissing, 'check the secrets in the credential'],
		[REJECTION.signatureMismatch, 'check the secrets in the credential'],
		[REJECTION.accountMismatch, "choose that account's credential"],
		[REJECTION.timestampOutOfTolerance, "check n8n's clock"],
		[REJECTION.headerMissing, 'check the proxies between the vendor and n8n'],
		[REJECTION.bodyMalformed, 'check the proxies between the vendor and n8n'],
		[REJECTION.signatureMissing, 'check the proxies between the vendor and n8n'],
	])('for %s is logged with the next step that follows from it', async (reason, step) => {
		const vendor: typeof prover = { ...prover, verify: () => ({ ok: false, reason }) };
		const { node, take } = door({ ...bind(new FakeHub()), vendor });
		await take(provenRequest(ORDER));
		expect(node.log).toEqual([
			`warn: My trigger: The node rejected a delivery (${reason}) and started no workflow. If it came from your account, ${step}.`,
		]);
	});

	it('does not affect a verified delivery of the same id', async () => {
		const { take } = door();
		await take(provenRequest(ORDER, { address: 'https://elsewhere.example/' }));
		expect((await take(provenRequest(ORDER))).workflowData).toHaveLength(1);
	});

	it('is not even looked at beyond the size that is allowed', async () => {
		const verify = jest.fn();
		const binding = { ...bind(new FakeHub()), vendor: { ...prover, verify } };
		const { node, take } = door(binding);
		expect(await take(fakeRequest(Buffer.alloc(MAX_BODY_BYTES + 1)))).toEqual(OWN);
		expect(node.response.statusCode).toBe(413);
		expect(verify).not.toHaveBeenCalled();
	});

	it('is answered 413 where n8n itself finds it too large', async () => {
		const { node, take } = door();
		const large = fakeRequest(Buffer.alloc(0));
		large.readRawBody = async () => {
			throw Object.assign(new Error('request entity too large'), { type: 'entity.too.large' });
		};
		expect(await take(large)).toEqual(OWN);
		expect(node.response.statusCode).toBe(413);
	});

	it('is answered 400 where its body cannot be read', async () => {
		const { node, take } = door();
		const gone = fakeRequest(Buffer.alloc(0));
		gone.readRawBody = async () => {
			throw new Error('Request body stream was aborted or is not readable');
		};
		expect(await take(gone)).toEqual(OWN);
		expect(node.response.statusCode).toBe(400);
	});

	it('is answered 401 with a header that came twice', async () => {
		const { node, take } = door();
		const proven = provenRequest(ORDER);
		const twice = Object.entries(proven.headersDistinct).map(([name, values = []]) => [
			name,
			[...values, ...values],
		]);
		expect(await take({ ...proven, headersDistinct: Object.fromEntries(twice) })).toEqual(OWN);
		expect(node.response.statusCode).toBe(401);
		expect(node.log[0]).toContain('header_repeated');
	});

	it('that asks who serves the node gets the answer, also if it is signed, and starts nothing', async () => {
		const other = claimOf('https://copy.example/', URLS.default, SECRET);
		for (const [claim, status, expected] of [
			[claimOf('https://n8n.example/', URLS.default, SECRET), 200, {}],
			[other, 421, { 'x-signed-events-answer': answerTo(other, SECRET) }],
			[claimOf('https://copy.example/', URLS.default, 'another secret'), 401, {}],
		] as const) {
			const { node, take } = door();
			const { headersDistinct } = provenRequest(ORDER);
			const headers = { ...headersDistinct, [CLAIM_HEADER]: [claim] };
			expect(await take({ ...provenRequest(ORDER), headersDistinct: headers })).toEqual(OWN);
			expect(node.response.statusCode).toBe(status);
			expect(node.response.headers).toEqual(expected);
			expect(node.log).toEqual([]);
			expect(node.readings).toBe(1);
		}
	});

	it('that asks who serves the node makes n8n read the credential at most once a second', async () => {
		const { node, steady, take } = door();
		const headers = { [CLAIM_HEADER]: ['forged'] };
		for (let request = 0; request < 100; request++) {
			await take(fakeRequest(Buffer.alloc(0), { ...headers }));
			steady.now += 100;
		}
		expect(node.readings).toBeLessThanOrEqual(10);
	});

	it('is answered 200 where it is a greeting', async () => {
		const { node, take } = door();
		const greeting = fakeRequest(Buffer.from('hello'), { 'x-prover-greeting': ['1'] });
		expect(await take(greeting)).toEqual(OWN);
		expect(node.response.statusCode).toBe(200);
		expect(node.log).toEqual([]);
	});

	it('gets a 503 while the credential is invalid', async () => {
		const connect = () => err(PROBLEM.misconfigured, 'Enter the key.');
		const { node, take } = door({ ...bind(new FakeHub()), connect: connect as never });
		expect(await take(provenRequest(ORDER))).toEqual(OWN);
		expect(node.response.statusCode).toBe(503);
		expect(node.log[0]).toContain('Enter the key.');
	});

	it.each(['connect', 'verify', 'normalize'])('throws nothing when %s does', async (culprit) => {
		const broken = () => {
			throw new Error('broken');
		};
		const binding = bind(new FakeHub());
		const { node, take } = door(
			culprit === 'connect'
				? { ...binding, connect: broken }
				: { ...binding, vendor: { ...prover, [culprit]: broken } },
		);
		expect(await take(provenRequest(ORDER))).toEqual(OWN);
		expect(node.response.statusCode).toBe(503);
		expect(node.log[0]).toContain('broken');
	});
});

describe('the credential that verifies deliveries', () => {
	let count = 0;
	const delivery = (secret = SECRET) =>
		provenRequest({ ...ORDER, object: { ...ORDER.object, id: ++count } }, { secret });
	const statusOf = async (
		{ node, steady, take }: ReturnType<typeof door>,
		request: RequestStream,
		at = steady.now,
	) => {
		steady.now = Math.max(steady.now, at);
		return (await take(request)).workflowData === undefined ? node.response.statusCode : 'taken';
	};
	/** Many at once, each with an answer of its own. */
	const together = async (
		{ node, memory }: ReturnType<typeof door>,
		requests: readonly RequestStream[],
	): Promise<Array<number | 'taken'>> => {
		const binding = bind(new FakeHub());
		return await Promise.all(
			requests.map(async (request) => {
				const functions = node.webhook(request);
				const response = functions.getResponseObject();
				const { workflowData } = await receive(functions, binding, memory, () => NOW);
				return workflowData === undefined ? response.statusCode : 'taken';
			}),
		);
	};
	const FORGED = 'nobody knows it';

	it('is read once in five seconds', async () => {
		const here = door();
		for (const at of [0, 1, CACHED_FOR_MS - 1])
			expect(await statusOf(here, delivery(), at)).toBe('taken');
		expect(here.node.readings).toBe(1);
		expect(await statusOf(here, delivery(), CACHED_FOR_MS)).toBe('taken');
		expect(here.node.readings).toBe(2);
	});

	it('is read once for all that come while it is read', async () => {
		const here = door();
		const burst = Array.from({ length: 200 }, () => delivery());
		expect(new Set(await together(here, burst))).toEqual(new Set(['taken']));
		expect(here.node.readings).toBe(1);
	});

	it('is read at most once a second, however many forged requests come', async () => {
		const here = door();
		for (let second = 0; second < 10; second++) {
			const began = here.steady.now;
			const forged = Array.from({ length: 50 }, () => delivery(FORGED));
			const statuses = await together(here, forged);
			expect(statuses.filter((status) => status !== 401 && status !== 503)).toEqual([]);
			expect(statuses).toContain(401);
			here.steady.now = Math.max(here.steady.now, began + READ_AGAIN_AFTER_MS);
		}
		expect(here.node.readings).toBeLessThanOrEqual(here.steady.now / READ_AGAIN_AFTER_MS + 1);
		expect(here.node.readings).toBeGreaterThan(5);
	});

	it('verifies genuine deliveries at once, while one that hangs is read for forged ones', async () => {
		const here = door();
		expect(await statusOf(here, delivery())).toBe('taken');
		here.steady.now += READ_AGAIN_AFTER_MS;
		let goOn = () => {};
		const hanging = new Promise<void>((resolve) => (goOn = resolve));
		here.node.beforeReading = async () => await hanging;
		const forged = together(here, [delivery(FORGED), delivery(FORGED)]);
		for (let count = 0; count < 20; count++) await setImmediate();
		expect(here.node.readings).toBe(2);
		expect(await together(here, [delivery(), delivery()])).toEqual(['taken', 'taken']);
		goOn();
		expect(await forged).toEqual([401, 401]);
		expect(here.node.readings).toBe(2);
	});

	it('that was replaced takes what the new secret signs within the second, among forged requests', async () => {
		const here = door();
		here.node.credential = { id: '1', data: { secret: 'old' } };
		expect(await statusOf(here, delivery(FORGED))).toBe(401);
		here.node.credential = { id: '1', data: { secret: 'new' } };
		const all = [delivery('new'), ...Array.from({ length: 100 }, () => delivery(FORGED))];
		const [status, ...others] = await together(here, all);
		expect(status).toBe('taken');
		expect(here.node.readings).toBe(2);
		expect(here.steady.now).toBeLessThanOrEqual(2000);
		// What does not fit does not wait, and the vendor may retry it.
		expect(others.filter((each) => each === 401)).toHaveLength(19);
		expect(others.filter((each) => each === 503)).toHaveLength(81);
	});

	it('lets few large bodies wait for it, and one of any size', async () => {
		const here = door();
		expect(await statusOf(here, delivery())).toBe('taken');
		const large = () => fakeRequest(Buffer.alloc(MAX_BODY_BYTES), { 'x-prover-signature': ['x'] });
		const statuses = await together(here, [large(), large(), large()]);
		expect(statuses.sort()).toEqual([401, 503, 503]);
	});

	it.each([
		['deliveries', 300, 1],
		['bytes', 4, 16 * 1024 * 1024],
	])('lets a limited number of %s wait for its first reading', async (_, most, size) => {
		const here = door();
		let goOn = () => {};
		const hanging = new Promise<void>((resolve) => (goOn = resolve));
		here.node.beforeReading = async () => await hanging;
		const forged = Array.from({ length: most + 10 }, () =>
			fakeRequest(Buffer.alloc(size), { 'x-prover-signature': ['x'] }),
		);
		const ended: Array<number | 'taken'> = [];
		const all = forged.map(async (one) => ended.push(...(await together(here, [one]))));
		for (let count = 0; count < 20; count++) await setImmediate();
		expect(ended).toEqual(Array.from({ length: 10 }, () => 503));
		goOn();
		await Promise.all(all);
		expect(await statusOf(here, delivery())).toBe('taken');
	});

	it('is read again after a reading that never ends', async () => {
		const here = door();
		const deadline = new AbortController();
		const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(deadline.signal);
		here.node.beforeReading = async () => await new Promise(() => {});
		const waiting = statusOf(here, delivery());
		for (let count = 0; count < 20; count++) await setImmediate();
		timeout.mockRestore();
		here.node.beforeReading = undefined;
		deadline.abort();
		expect(await waiting).toBe('taken');
		expect(here.node.readings).toBe(2);
	});

	it('is not read again for what no secret could make true', async () => {
		const here = door();
		expect(await statusOf(here, delivery())).toBe('taken');
		here.steady.now += READ_AGAIN_AFTER_MS;
		expect(await statusOf(here, fakeRequest(Buffer.from('{}')))).toBe(401);
		expect(here.node.readings).toBe(1);
	});

	it('verifies by a secret that is new within a second, and by the old one for five', async () => {
		const here = door();
		expect(await statusOf(here, delivery('old'))).toBe(401);
		here.node.credential = { id: '1', data: { secret: 'old' } };
		expect(await statusOf(here, delivery('old'))).toBe('taken');
		expect(here.steady.now).toBe(READ_AGAIN_AFTER_MS);
		here.node.credential = { id: '1', data: { secret: 'new' } };
		const last = READ_AGAIN_AFTER_MS + CACHED_FOR_MS - 1;
		expect(await statusOf(here, delivery('old'), last)).toBe('taken');
		expect(await statusOf(here, delivery('new'), last)).toBe('taken');
		expect(await statusOf(here, delivery('old'), last)).toBe(401);
	});

	it('is the one that the node names, from the moment that it names another', async () => {
		const here = door();
		here.node.credential = { id: '1', data: { secret: 'old' } };
		expect(await statusOf(here, delivery('old'))).toBe('taken');
		here.node.credential = { id: '2', data: { secret: 'new' } };
		expect(await statusOf(here, delivery('old'))).toBe(401);
	});

	it.each([
		['another node of the type', (node: FakeNode) => (node.id = 'node-2')],
		["the node's own test webhook", (node: FakeNode) => (node.mode = 'manual')],
	])('is not the one of %s', async (_whose, change) => {
		const { node, take } = door();
		await take(delivery());
		const { id, mode } = node;
		change(node);
		await take(delivery());
		expect(node.readings).toBe(2);
		Object.assign(node, { id, mode });
		await take(delivery());
		expect(node.readings).toBe(2);
	});

	it('is read again after a failure, so that one failure rejects none of a burst', async () => {
		const here = door();
		let fails = 1;
		here.node.beforeReading = async () => {
			await setImmediate();
			if (fails-- > 0) throw new Error('The database is locked.');
		};
		const burst = Array.from({ length: 100 }, () => delivery());
		expect(new Set(await together(here, burst))).toEqual(new Set(['taken']));
		expect(here.node.readings).toBe(2);
	});

	it('that cannot be read is answered 503, and read once a second', async () => {
		const here = door();
		here.node.beforeReading = async () => {
			throw new Error('The database is locked.');
		};
		const burst = Array.from({ length: 100 }, () => delivery());
		expect(new Set(await together(here, burst))).toEqual(new Set([503]));
		expect(here.node.readings).toBeLessThanOrEqual(here.steady.now / READ_AGAIN_AFTER_MS + 1);
		expect(here.node.log).toContainEqual(expect.stringContaining('The database is locked.'));
		// Any stranger can cause these lines.
		expect(here.node.log).toHaveLength(5);
		here.node.beforeReading = undefined;
		expect(await statusOf(here, delivery())).toBe('taken');
	});

	it('is said to be missing where none is chosen, and read as soon as one is', async () => {
		const here = door();
		here.node.credential = undefined;
		expect(await statusOf(here, delivery())).toBe(503);
		expect(here.node.log).toEqual([expect.stringContaining('Choose one in the node.')]);
		expect(here.node.readings).toBe(0);
		here.node.credential = { id: '1', data: {} };
		expect(await statusOf(here, delivery())).toBe('taken');
		expect(here.steady.now).toBe(0);
	});

	it('is the one of the moment when the body is whole, however slowly that comes', async () => {
		const here = door();
		here.node.credential = { id: '1', data: { secret: 'old' } };
		expect(await statusOf(here, delivery('old'))).toBe('taken');
		const slow = delivery('old');
		const read = slow.readRawBody.bind(slow);
		slow.readRawBody = async () => {
			here.node.credential = { id: '1', data: { secret: 'new' } };
			here.steady.now += 200_000;
			await read();
		};
		expect(await statusOf(here, slow)).toBe(401);
	});

	it('is forgotten when the workflow is deactivated', async () => {
		const { node, memory, take } = door();
		await take(delivery());
		await lifecycle(bind(new FakeHub()), memory).delete.call(node.hook());
		await take(delivery());
		// The hook has read it twice, too: to connect, and to share a list.
		expect(node.readings).toBe(4);
	});

	it.each([-DAY, -HOUR, HOUR, DAY])(
		'is held as long as ever where the time of day steps by %d ms',
		async (step) => {
			const { node, steady, take } = door();
			await take(delivery(), NOW);
			steady.now = CACHED_FOR_MS - 1;
			await take(delivery(), NOW + step);
			expect(node.readings).toBe(1);
			steady.now = CACHED_FOR_MS;
			await take(delivery(), NOW + step);
			expect(node.readings).toBe(2);
		},
	);
});

describe('a redelivery', () => {
	it('gets 503 while the first is in flight, and 200 once that was answered 2xx', async () => {
		const { node, take, respond } = door();
		await take(provenRequest(ORDER));
		const { response: first } = node;
		expect(await take(provenRequest(ORDER))).toEqual(OWN);
		expect(node.response.statusCode).toBe(503);
		node.response = first;
		respond(200);
		expect(await take(provenRequest(ORDER))).toEqual(OWN);
		expect(node.response.statusCode).toBe(200);
	});

	it('runs again when the first was answered 500', async () => {
		const { take, respond } = door();
		await take(provenRequest(ORDER));
		respond(500);
		expect((await take(provenRequest(ORDER))).workflowData).toHaveLength(1);
	});

	it('runs again when the caller had given up, and the log says so', async () => {
		const { node, take } = door();
		await take(provenRequest(ORDER));
		node.response.close();
		expect(node.log).toEqual([expect.stringMatching(/^warn: .*closed the connection/)]);
		expect((await take(provenRequest(ORDER))).workflowData).toHaveLength(1);
		expect(node.log).toHaveLength(1);
	});

	it.each([
		['received', /had stored the execution\. .* n8n or its database is slow\.$/],
		['finished', /the workflow had finished\. .* set Acknowledge to When Received\.$/],
	])('advises a caller that gives up by Acknowledge: %s', async (acknowledge, advice) => {
		const { node, take } = door();
		node.parameters = { acknowledge };
		await take(provenRequest(ORDER));
		node.response.close();
		expect(node.log).toEqual([expect.stringMatching(advice)]);
	});

	it('is not put off by a caller who had gone before it was admitted', async () => {
		const { node, memory } = door();
		const functions = node.webhook(provenRequest(ORDER));
		node.response.closed = true;
		await receive(functions, bind(new FakeHub()), memory, () => NOW);
		const again = node.webhook(provenRequest(ORDER));
		const { workflowData } = await receive(again, bind(new FakeHub()), memory, () => NOW);
		expect(workflowData).toHaveLength(1);
	});

	it('is told from another body under the same delivery id', async () => {
		const { take, respond } = door();
		await take(provenRequest(ORDER));
		respond(200);
		const other = { ...ORDER, object: { ...ORDER.object, id: 6 } };
		expect((await take(provenRequest(other))).workflowData).toHaveLength(1);
	});

	it('is told from the same delivery at the test URL', async () => {
		const { node, take, respond } = door();
		await take(provenRequest(ORDER));
		respond(200);
		node.mode = 'manual';
		expect((await take(provenRequest(ORDER))).workflowData).toHaveLength(1);
	});
});

describe('a notice about the subscription itself', () => {
	it('gets a 200, is logged, starts no workflow, and the subscriptions are restored', async () => {
		const hub = new FakeHub();
		const message = 'The hub dropped a subscription.';
		const binding = {
			...bind(hub),
			vendor: { ...prover, verify: () => ({ ok: true, kind: 'notice', message }) as const },
		};
		const { node, memory, take } = door(binding);
		memory.webhookUrls.set('workflow-1/node-1/live', { wanted: URLS.default, all: URLS });
		const answered: number[] = [];
		hub.before = async () => void answered.push(node.response.statusCode);
		expect(await take(provenRequest(ORDER))).toEqual(OWN);
		expect(node.response.writableFinished).toBe(true);
		while (memory.mutex.isLocked('workflow-1/node-1/live')) await setImmediate();
		expect(answered[0]).toBe(200);
		expect(hub.addresses).toEqual([URLS.default]);
		expect(node.log).toEqual([
			`warn: My trigger: ${message}`,
			expect.stringMatching(
				/^warn: My trigger: The node restored its subscriptions \(created order\.created\)\./,
			),
		]);
	});

	it('changes nothing where the workflow is not subscribed from here', async () => {
		const hub = new FakeHub();
		const verify = () =>
			({ ok: true, kind: 'notice', message: 'The hub changed something.' }) as const;
		const { take } = door({ ...bind(hub), vendor: { ...prover, verify } });
		await take(provenRequest(ORDER));
		expect(hub.calls).toEqual([]);
	});
});

describe('an account that only the vendor knows', () => {
	const identified = (identify: NonNullable<typeof prover.identify>) => ({
		...bind(new FakeHub()),
		vendor: { ...prover, identify },
	});

	it('is requested for a verified delivery and for no other', async () => {
		let asked = 0;
		const { node, take } = door(
			identified(async (connection) => {
				asked++;
				return ok({ ...connection, account: 'found out' });
			}),
		);
		await take(fakeRequest(Buffer.from('{}')));
		expect([node.response.statusCode, asked]).toEqual([401, 0]);
		const { workflowData } = await take(provenRequest(ORDER));
		expect(workflowData?.[0][0].json).toMatchObject({ account: 'found out' });
		expect(asked).toBe(1);
	});

	it('that cannot be found out leads to 503, and the delivery may come again', async () => {
		const message = 'The hub does not say who you are.';
		const { node, take } = door(identified(async () => err(PROBLEM.unreachable, message)));
		for (let count = 0; count < 2; count++) {
			expect(await take(provenRequest(ORDER))).toEqual(OWN);
			expect(node.response.statusCode).toBe(503);
		}
		expect(node.log.at(-1)).toContain(message);
	});
});

describe('a notice of the vendor about a subscription', () => {
	it('starts a check, but not each time that a recorded one is sent', async () => {
		const hub = new FakeHub();
		const verify = () =>
			({ ok: true, kind: 'notice', message: 'The hub changed something.' }) as const;
		const { memory, take } = door({ ...bind(hub), vendor: { ...prover, verify } });
		memory.webhookUrls.set('workflow-1/node-1/live', { wanted: URLS.default, all: URLS });
		for (let count = 0; count < 50; count++) {
			await take(provenRequest(ORDER));
			while (memory.mutex.isLocked('workflow-1/node-1/live')) await setImmediate();
		}
		expect(hub.calls.filter((call) => call.startsWith('GET /subscriptions?after=0'))).toHaveLength(
			5,
		);
	});
});
