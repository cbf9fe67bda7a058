import { err, PROBLEM, ok, type Result } from '../../../../nodes/core/result';
import { deliver, type Transport } from '../../../../nodes/SignedEvent/emit/deliver';
import type { SignedRequest, PostResponse } from '../../../../nodes/SignedEvent/emit/post';

const URL_ = 'https://shop.example/events';
const START = Date.UTC(2026, 10, 21);

/** A callback with these answers in order. The last one repeats. */
function transport(
	said: Array<number | 'nothing' | [status: number, retryAfter: string] | { text: string }>,
	retries = 0,
) {
	let now = START;
	let next = 0;
	const requests: SignedRequest[] = [];
	const pauses: number[] = [];
	const self: Transport = {
		rules: { allowsLocal: false, resolve: async () => ['93.184.216.34'], mayPin: () => false },
		retries,
		now: () => now,
		random: () => 0,
		pause: async (ms) => {
			pauses.push(ms);
			now += ms;
		},
		post: async (_destination, request): Promise<Result<PostResponse>> => {
			requests.push(request);
			now += 100;
			const answer = said[Math.min(next++, said.length - 1)];
			if (answer === 'nothing') return err(PROBLEM.timedOut, 'shop.example did not answer.');
			if (typeof answer === 'object' && 'text' in answer)
				return ok({ status: 200, headers: {}, text: answer.text });
			const [status, retryAfter] = [answer].flat() as [number, string?];
			const headers: Record<string, string> =
				retryAfter === undefined ? {} : { 'retry-after': retryAfter };
			return ok({ status, headers, text: 'what it said' });
		},
	};
	const send = async (url = URL_) =>
		await deliver(self, url, (at) => ({
			headers: { 'webhook-timestamp': String(at) },
			body: Buffer.from('{}'),
		}));
	return { send, requests, pauses };
}

describe('the outcome of a delivery', () => {
	it.each([200, 201, 202, 204, 299])('is a success for HTTP %d', async (status) => {
		const { outcome } = await transport([status]).send();
		expect(outcome).toEqual({ ok: true, url: URL_, status, durationMs: 100, tries: 1 });
	});

	it('is a failure if an n8n answers 200 before it is ready', async () => {
		const starting = { text: 'n8n is starting up. Please wait' };
		const { outcome } = await transport([starting]).send();
		expect(outcome).toMatchObject({ ok: false, reason: 'not_ready', status: 200 });
		expect(outcome).toHaveProperty(
			'message',
			expect.stringMatching(/^Delivery to shop\.example\/events failed: HTTP 200, but the n8n/),
		);
		const tried = transport([starting, 200], 1);
		expect((await tried.send()).outcome).toMatchObject({ ok: true, tries: 2 });
		const other = await transport([{ text: 'Please wait: n8n is starting up' }]).send();
		expect(other.outcome.ok).toBe(true);
	});

	it.each([
		[301, 'redirected'],
		[307, 'redirected'],
		[304, 'redirected'],
		[400, 'refused'],
		[401, 'refused'],
		[404, 'refused'],
		[410, 'gone'],
		[429, 'refused'],
		[500, 'refused'],
		[101, 'refused'],
	])('for HTTP %d is %s and holds the response', async (status, reason) => {
		const { outcome } = await transport([status]).send();
		expect(outcome).toMatchObject({ ok: false, reason, status, tries: 1, answer: 'what it said' });
	});

	it('is a rejected address, and nothing is posted', async () => {
		const { send, requests } = transport([200], 5);
		expect((await send('http://127.0.0.1/')).outcome).toMatchObject({
			ok: false,
			reason: 'address_refused',
			tries: 1,
		});
		expect(requests).toEqual([]);
	});
});

describe('immediate retries', () => {
	it('wait 1, 2 and 4 seconds and sign each request with its own time', async () => {
		const { send, requests, pauses } = transport(['nothing', 503, 502, 200], 3);
		const { outcome, request } = await send();
		expect(outcome).toEqual({ ok: true, url: URL_, status: 200, durationMs: 7400, tries: 4 });
		expect(pauses).toEqual([1000, 2000, 4000]);
		const times = requests.map(({ headers }) => Number(headers['webhook-timestamp']) - START);
		expect(times).toEqual([0, 1100, 3200, 7300]);
		expect(request).toBe(requests[3]);
	});

	it.each([408, 425, 429, 500, 501, 507, 520, 529])('follow HTTP %d', async (status) => {
		const { send, requests } = transport([status, 200], 1);
		expect((await send()).outcome.ok).toBe(true);
		expect(requests).toHaveLength(2);
	});

	it('end after the set number', async () => {
		const { send, requests } = transport([503], 2);
		expect((await send()).outcome).toMatchObject({ ok: false, status: 503, tries: 3 });
		expect(requests).toHaveLength(3);
	});

	it.each([400, 401, 404, 410, 301])('do not follow HTTP %d', async (status) => {
		const { send, requests } = transport([status], 5);
		await send();
		expect(requests).toHaveLength(1);
	});

	it('wait as long as Retry-After asks', async () => {
		const { send, pauses } = transport([[429, '10'], 200], 1);
		expect((await send()).outcome.ok).toBe(true);
		expect(pauses).toEqual([10_000]);
	});

	it('end if Retry-After exceeds the longest delay', async () => {
		const { send, requests } = transport([[503, '3600']], 5);
		expect((await send()).outcome).toMatchObject({ retryAfterMs: 3_600_000, tries: 1 });
		expect(requests).toHaveLength(1);
	});
});
