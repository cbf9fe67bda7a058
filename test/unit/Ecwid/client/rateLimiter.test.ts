import { err, PROBLEM, ok } from '../../../../nodes/core/result';
import { createClient } from '../../../../nodes/Ecwid/client/client';
import { connect } from '../../../../nodes/Ecwid/connect';
import {
	BLOCK_MS,
	RateLimiter,
	limiterFor,
	limitedSend,
} from '../../../../nodes/Ecwid/client/rateLimiter';
import type { Send } from '../../../../nodes/host/http';
import { ManualClock } from '../../../sandbox/clock';
import { ALLOWED } from '../../../sandbox/ecwid/limits';
import { openEcwid, type EcwidStage } from '../stage';

/** For many real requests on a busy machine. */

const REQUEST = { method: 'GET', url: 'https://app.ecwid.com/api/v3/1003/orders' } as const;

const HOUR = 3_600_000;
const STEPS = [-24 * HOUR, -HOUR, HOUR, 24 * HOUR];

let stages: EcwidStage[] = [];
afterEach(async () => {
	await Promise.all(stages.map(async (stage) => await stage.close()));
	stages = [];
});

async function open(...given: Parameters<typeof openEcwid>): Promise<EcwidStage> {
	const stage = await openEcwid(...given);
	stages.push(stage);
	return stage;
}

/** A clock that moves on by each sleep. */
function setUp(send: Send, pace = new RateLimiter()) {
	const clock = new ManualClock();
	const slept: number[] = [];
	const sleep = async (ms: number) => {
		slept.push(ms);
		clock.advance(ms);
	};
	return { clock, slept, pace, paced: limitedSend(send, pace, sleep, () => clock.now()) };
}

const answering =
	(status: number, headers: Record<string, string> = {}): Send =>
	async () =>
		ok({ status, headers, body: Buffer.alloc(0) });

describe('the rate limiter', () => {
	it('sends no more requests a minute than Ecwid allows', async () => {
		const sent: number[] = [];
		const { clock, paced } = setUp(async (request) => {
			sent.push(clock.now());
			return await answering(200)(request);
		});
		for (let count = 0; count < 2000; count++) await paced(REQUEST);
		const most = Math.max(
			...sent.map((at) => sent.filter((other) => other >= at && other < at + 60_000).length),
		);
		expect(most).toBeLessThanOrEqual(ALLOWED.live);
		expect(most).toBeGreaterThan(ALLOWED.live / 2);
		expect((clock.now() - sent[0]) / 60_000).toBeLessThan(5);
	});

	it('reserves for parallel requests, and fails those that would wait too long', async () => {
		const pace = new RateLimiter();
		const waits = Array.from({ length: 1100 }, () => pace.reserve(0));
		const booked = waits.flatMap((wait) => (wait.ok ? [wait.value] : []));
		expect(booked.filter((wait) => wait === 0)).toHaveLength(500);
		expect(booked.filter((wait) => wait === 60_000)).toHaveLength(500);
		expect(waits[1099]).toMatchObject({
			ok: false,
			problem: { reason: PROBLEM.throttled, retryAfterMs: 120_000 },
		});
	});

	it('waits as long as Ecwid asks, and retries once', async () => {
		const answers = [429, 200];
		const { slept, paced } = setUp(async (request) =>
			answering(answers.shift()!, { 'retry-after': '7' })(request),
		);
		expect(await paced(REQUEST)).toMatchObject({ value: { status: 200 } });
		expect(slept).toEqual([7000]);
	});

	it.each([['999999'], ['31536000'], ['Sun, 21 Nov 2027 10:00:00 GMT'], ['soon'], ['-5'], ['0']])(
		'neither hangs nor floods on a Retry-After of %s',
		async (retryAfter) => {
			let asked = 0;
			const { clock, paced } = setUp(async (request) => {
				asked += 1;
				return await answering(429, { 'retry-after': retryAfter })(request);
			});
			const start = clock.now();
			await paced(REQUEST);
			expect(asked).toBeLessThanOrEqual(2);
			expect(clock.now() - start).toBeLessThanOrEqual(60_000);
			clock.advance(600_000);
			const before = asked;
			await paced(REQUEST);
			expect(asked).toBeGreaterThan(before);
		},
	);

	it.each(STEPS)('continues when the time of day steps by %d ms', async (step) => {
		const answers = ['429', '429', '200'];
		const asked: string[] = [];
		const real = Date.now();
		const now = jest.spyOn(Date, 'now').mockReturnValue(real);
		const httpRequestWithAuthentication = async () => {
			const status = answers[asked.length];
			asked.push(status);
			const headers = { 'retry-after': '0.01' };
			return { statusCode: Number(status), headers, body: Buffer.from('{}') };
		};
		const functions = {
			helpers: { httpRequestWithAuthentication },
			getNodeParameter: (_: string, fallback: unknown) => fallback,
		};
		const credential = { storeId: '1003', accessToken: `secret_${step}` };
		const connection = connect(functions as never, credential);
		if (!connection.ok) throw new Error(connection.problem.message);
		expect(await connection.value.ask('profile')).toMatchObject({ ok: false });
		now.mockReturnValue(real + step);
		expect(await connection.value.ask('profile')).toMatchObject({ ok: true });
		expect(asked).toEqual(answers);
		now.mockRestore();
	});

	it('blocks an invalid token until an activation', async () => {
		const stage = await open();
		stage.sandbox.revokeToken(stage.sandbox.token);
		const { ask, unblock: revive } = stage.connection;
		for (let count = 0; count < 30; count++)
			expect(await ask('orders')).toMatchObject({
				ok: false,
				problem: { reason: PROBLEM.unauthorized },
			});
		expect(stage.sandbox.requests.length).toBe(1);
		revive();
		await ask('orders');
		expect(stage.sandbox.requests.length).toBe(2);
	});

	it.each([
		['a firewall answers 403 with a page', 403, '<html>blocked</html>', 0],
		['a proxy asks for a login once', 401, 'login', BLOCK_MS],
		['Ecwid answers 403 with an empty body once', 403, '', BLOCK_MS],
	])('sends requests again if %s', async (_, status, body, wait) => {
		const limiter = new RateLimiter();
		let now = 0;
		let asked = 0;
		const ask = createClient({
			...{ base: 'https://app.ecwid.com/api/v3/1003', storeId: '1003', limiter },
			...{ now: Date.now, steadyNow: () => now },
			send: limitedSend(
				async () => {
					const isFirst = asked++ === 0;
					const answer = isFirst ? { status, body } : { status: 200, body: '{}' };
					return ok({ ...answer, headers: {}, body: Buffer.from(answer.body) });
				},
				limiter,
				async () => {},
				() => now,
			),
		});
		expect(await ask('orders')).toMatchObject({ ok: false });
		if (wait > 0) {
			now += wait - 1;
			expect(await ask('orders')).toMatchObject({ ok: false });
			expect(asked).toBe(1);
			now += 1;
		}
		expect(await ask('orders')).toMatchObject({ ok: true });
	});

	it("blocks a token that the credential's own check rejected", async () => {
		const pace = new RateLimiter();
		let asked = 0;
		const send: Send = async () => {
			asked += 1;
			return err(PROBLEM.unauthorized, 'Ecwid does not accept the access token.');
		};
		const place = {
			base: 'https://app.ecwid.com/api/v3/1003',
			storeId: '1003',
			now: Date.now,
			steadyNow: Date.now,
		};
		const ask = createClient({
			...place,
			limiter: pace,
			send: limitedSend(send, pace, async () => {}, Date.now),
		});
		for (let count = 0; count < 3; count++)
			expect(await ask('orders')).toMatchObject({ problem: { reason: PROBLEM.unauthorized } });
		expect(asked).toBe(1);
	});

	it('does not block for a missing scope or object', async () => {
		const stage = await open();
		const accessToken = stage.sandbox.addToken(['read_orders']);
		const { ask } = stage.withCredential({ accessToken });
		expect(await ask('products')).toMatchObject({ problem: { reason: PROBLEM.forbidden } });
		expect(await ask('orders/NONE')).toMatchObject({ problem: { reason: PROBLEM.notFound } });
		expect(await ask('orders')).toMatchObject({ ok: true });
	});

	it('is shared by nodes with one token and host', () => {
		expect(limiterFor('token', 'https://one')).toBe(limiterFor('token', 'https://one'));
		expect(limiterFor('token', 'https://one')).not.toBe(limiterFor('other', 'https://one'));
		expect(limiterFor('token', 'https://one')).not.toBe(limiterFor('token', 'https://two'));
	});

	it('of a blocked or busy token is kept before a thousand idle ones', () => {
		const dead = limiterFor('dead', 'https://many');
		dead.block({ reason: PROBLEM.unauthorized, message: 'Unknown token.' }, performance.now());
		const paused = limiterFor('paused', 'https://many');
		paused.pause(performance.now() + 600_000);
		const busy = limiterFor('busy', 'https://many');
		busy.reserve(performance.now());
		const flooded = limiterFor('flooded', 'https://many');
		flooded.unsigned.take('1', performance.now());
		const idle = limiterFor('idle', 'https://many');
		for (let count = 0; count < 1000; count++) limiterFor(`token ${count}`, 'https://many');
		expect(limiterFor('dead', 'https://many')).toBe(dead);
		expect(limiterFor('paused', 'https://many')).toBe(paused);
		expect(limiterFor('busy', 'https://many')).toBe(busy);
		expect(limiterFor('flooded', 'https://many')).toBe(flooded);
		expect(limiterFor('idle', 'https://many')).not.toBe(idle);
	});

	it('of a blocked token is dropped after a thousand other blocked ones', () => {
		const first = limiterFor('blocked 0', 'https://dead');
		for (let count = 0; count < 1000; count++)
			limiterFor(`blocked ${count}`, 'https://dead').block(
				{ reason: PROBLEM.unauthorized, message: '' },
				performance.now(),
			);
		expect(limiterFor('blocked 0', 'https://dead')).not.toBe(first);
	});

	it('returns the problem of a failed request', async () => {
		const { paced } = setUp(async () => err(PROBLEM.unreachable, 'Nobody there.'));
		expect(await paced(REQUEST)).toEqual(err(PROBLEM.unreachable, 'Nobody there.'));
	});
});

it('700 requests are sent without a 429', async () => {
	const clock = new ManualClock();
	const stage = await open(clock, async (ms) => clock.advance(ms));
	for (let count = 0; count < 700; count++) await stage.connection.ask('profile');
	expect(stage.sandbox.limit.refused).toBe(0);
	expect(stage.sandbox.limit.peak).toBeLessThanOrEqual(ALLOWED.live);
	expect(stage.slept.length).toBeGreaterThan(0);
});
