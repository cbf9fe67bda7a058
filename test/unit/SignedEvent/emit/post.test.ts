import { createServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';

import { isAllowedByGuard, isGuarded, resolver } from '../../../../nodes/host/dns';
import { post } from '../../../../nodes/SignedEvent/emit/post';
import { answers, startCallback, type Callback } from '../callback';
import { n8nClient } from '../n8nClient';

const TIMEOUT_MS = 300;
/** Far more than the timeout, far less than what would hang a test. */
const SOON_MS = 5_000;

const client = n8nClient();
const body = Buffer.from('  {"note":"Grüße",\r\n"id":1}\n');
let callback: Callback;

beforeAll(async () => {
	callback = await startCallback();
});
afterAll(async () => await callback.close());
beforeEach(() => {
	callback.taken.length = 0;
	callback.answer = answers.status(200);
});

const send = async (headers: Record<string, string> = {}, timeout = SOON_MS) =>
	await post(client, { url: callback.url }, { headers, body }, timeout);

describe("a request of n8n's own client", () => {
	it('arrives byte for byte with its headers', async () => {
		const answer = await send({ 'Content-Type': 'application/json', 'X-Own': 'a b' });
		expect(answer).toMatchObject({ ok: true, value: { status: 200 } });
		expect(callback.taken).toHaveLength(1);
		expect(callback.taken[0].body.equals(body)).toBe(true);
		expect(callback.taken[0].headers).toMatchObject({
			'content-type': 'application/json',
			'content-length': String(body.length),
			'x-own': 'a b',
		});
	});

	it.each([301, 302, 303, 307, 308])('does not follow a redirect (%d)', async (status) => {
		const other = await startCallback();
		callback.answer = answers.status(status, { location: other.url });
		expect(await send()).toMatchObject({ ok: true, value: { status } });
		expect(other.taken).toEqual([]);
		await other.close();
	});

	it('returns status, headers and the beginning of the response', async () => {
		callback.answer = answers.status(503, { 'Retry-After': '7' }, 'busy '.repeat(1000));
		expect(await send()).toMatchObject({
			ok: true,
			value: { status: 503, headers: { 'retry-after': '7' }, text: 'busy '.repeat(400) },
		});
	});

	it('reads only the beginning of an endless response', async () => {
		callback.answer = answers.flood;
		const answer = await send();
		expect(answer.ok && answer.value.text).toHaveLength(2000);
	});

	it.each(['silence', 'trickledHead'] as const)('ends at its timeout: %s', async (kind) => {
		callback.answer = answers[kind];
		const started = Date.now();
		expect(await send({}, TIMEOUT_MS)).toEqual({
			ok: false,
			problem: {
				reason: 'timed_out',
				message: `The request to 127.0.0.1:${callback.port} failed: the server did not respond within 0.3 seconds. Check whether it is up, or try again later.`,
			},
		});
		expect(Date.now() - started).toBeLessThan(SOON_MS);
	});

	it('returns the status although the response never ends', async () => {
		callback.answer = answers.trickle;
		expect(await send({}, TIMEOUT_MS)).toMatchObject({ ok: true, value: { status: 200 } });
	});

	it('reports a closed port and a cut connection', async () => {
		const server = createTcpServer((socket) => socket.destroy());
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		const url = `http://127.0.0.1:${port}/`;
		const cut = await post(client, { url }, { headers: {}, body }, SOON_MS);
		expect(cut).toMatchObject({
			problem: { message: expect.stringMatching(/closed the connection/) },
		});
		await new Promise((resolve) => server.close(resolve));
		const closed = await post(client, { url }, { headers: {}, body }, SOON_MS);
		expect(closed).toMatchObject({
			problem: { message: expect.stringMatching(/rejected the conn/) },
		});
	});

	it('connects to the checked address with the original host name', async () => {
		const pinned = { urls: [callback.url], hostHeader: 'shop.example', serverName: 'shop.example' };
		await post(
			client,
			{ url: 'http://shop.example/events', pinned },
			{ headers: {}, body },
			SOON_MS,
		);
		expect(callback.taken[0].headers.host).toBe('shop.example');
		const names: string[] = [];
		const server = createServer({
			SNICallback: (name, then) => {
				names.push(name);
				then(new Error('no certificate'));
			},
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
		const answer = await post(
			client,
			{ url: 'https://shop.example/', pinned: { ...pinned, urls: [url] } },
			{ headers: {}, body },
			SOON_MS,
		);
		expect(names).toEqual(['shop.example']);
		expect(answer.ok).toBe(false);
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});
});

describe('a name with several addresses', () => {
	const under = (urls: string[]) => ({
		url: 'http://shop.example/events',
		pinned: { urls, hostHeader: 'shop.example', serverName: 'shop.example' },
	});

	it('is tried at the next address until one accepts the connection', async () => {
		const dead = createTcpServer();
		await new Promise<void>((resolve) => dead.listen(0, '127.0.0.1', resolve));
		const { port } = dead.address() as AddressInfo;
		await new Promise((resolve) => dead.close(resolve));
		const urls = [`http://127.0.0.1:${port}/`, callback.url];
		const answer = await post(client, under(urls), { headers: {}, body }, SOON_MS);
		expect(answer).toMatchObject({ ok: true, value: { status: 200 } });
		expect(callback.taken).toHaveLength(1);
		const none = await post(client, under([urls[0]]), { headers: {}, body }, SOON_MS);
		expect(none).toMatchObject({
			problem: {
				message: expect.stringMatching(/^The request to shop\.example failed: the server rejected/),
			},
		});
	});

	it('is not tried at the next address after a request may have been read', async () => {
		callback.answer = (response) => void response.destroy();
		const answer = await post(
			client,
			under([callback.url, callback.url]),
			{ headers: {}, body },
			SOON_MS,
		);
		expect(answer).toMatchObject({ ok: false });
		expect(callback.taken).toHaveLength(1);
	});
});

describe("n8n's resolver", () => {
	type Helpers = Parameters<typeof resolver>[0];

	it('returns the addresses of a name, and rejects an unknown name', async () => {
		const resolve = resolver(client as Helpers);
		expect(await resolve?.('localhost')).toContain('127.0.0.1');
		await expect(resolve?.('no-such-name.invalid')).rejects.toThrow();
	});

	it('is undefined on a host without one', () => {
		expect(resolver({} as Helpers)).toBeUndefined();
		expect(isGuarded({} as Helpers)).toBe(false);
		expect(isGuarded(client as Helpers)).toBe(false);
	});

	it('is guarded if n8n is configured so', () => {
		const policies = { safe: {}, unsafe: {}, enforced: {} };
		const getSecureEgressFilter = (policy: keyof typeof policies = 'safe') => policies[policy];
		expect(isGuarded({ getSecureEgressFilter } as unknown as Helpers)).toBe(true);
	});

	it('is asked about an address if it is guarded', () => {
		const safe = { validateConnectionHost: (host: string) => ({ ok: host !== '10.0.0.5' }) };
		const getSecureEgressFilter = (policy = 'safe') => (policy === 'safe' ? safe : {});
		const guarded = { getSecureEgressFilter } as unknown as Helpers;
		const addresses = ['10.0.0.5', '8.8.8.8'];
		expect(addresses.map((each) => isAllowedByGuard(guarded, each))).toEqual([false, true]);
		for (const open of [client as Helpers, {} as Helpers])
			expect(addresses.map((each) => isAllowedByGuard(open, each))).toEqual([true, true]);
	});
});
