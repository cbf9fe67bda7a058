import type { Result } from '../../../nodes/core/result';
import { readAnswerJson as readBox } from '../../../nodes/Box/apiErrors';
import { readAnswerJson as readEcwid } from '../../../nodes/Ecwid/client/apiErrors';
import type { HttpAnswer } from '../../../nodes/host/http';
import { readAnswerData as readShopify } from '../../../nodes/Shopify/apiErrors';
import { deliver } from '../../../nodes/SignedEvent/emit/deliver';
import { readAnswerJson as readWooCommerce } from '../../../nodes/WooCommerce/client/apiErrors';

const NOW = Date.UTC(2026, 10, 21, 10, 0, 0);
const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

type Read = (answer: HttpAnswer) => Promise<number | undefined>;

const pauseOf = (result: Result<unknown>) => (result.ok ? undefined : result.problem.retryAfterMs);

/** How each of them reads a response with 429: the pause in milliseconds, its least and its most. */
const READERS: ReadonlyArray<[name: string, read: Read, least: number, most: number]> = [
	['Shopify', async (answer) => pauseOf(readShopify(answer, 'shop')), 500, 10 * SECOND],
	['WooCommerce', async (answer) => pauseOf(readWooCommerce(answer, 'shop')), 0, HOUR],
	['Box', async (answer) => pauseOf(readBox(answer, 'to list webhooks', 'webhooks')), 0, HOUR],
	['Ecwid', async (answer) => pauseOf(readEcwid(answer, '1003')), 0, 600 * SECOND],
	['the delivery of Signed Event', deliveryPause, 0, 2 * DAY],
];

async function deliveryPause({ status, headers }: HttpAnswer): Promise<number | undefined> {
	const { outcome } = await deliver(
		{
			rules: { allowsLocal: false, resolve: async () => ['93.184.216.34'], mayPin: () => false },
			retries: 0,
			now: () => Date.now(),
			random: () => 0,
			pause: async () => undefined,
			post: async () => ({ ok: true, value: { status, headers, text: '' } }),
		},
		'https://shop.example/events',
		() => ({ headers: {}, body: Buffer.from('{}') }),
	);
	return outcome.ok ? undefined : outcome.retryAfterMs;
}

const httpDate = (ms: number) => new Date(ms).toUTCString();
const throttled = (retryAfter: string, date?: number): HttpAnswer => ({
	status: 429,
	headers: { 'retry-after': retryAfter, ...(date === undefined ? {} : { date: httpDate(date) }) },
	body: Buffer.from('{}'),
});

describe.each(READERS)('a date in Retry-After, for %s', (_name, read, least, most) => {
	afterEach(() => jest.restoreAllMocks());
	const localClock = (ms: number) => jest.spyOn(Date, 'now').mockReturnValue(ms);

	it('is the end of the pause', async () => {
		localClock(NOW);
		expect(await read(throttled(httpDate(NOW + 7 * SECOND)))).toBe(7 * SECOND);
	});

	it.each([SECOND, DAY])('asks for no pause if it is %d ms in the past', async (ago) => {
		localClock(NOW);
		expect(await read(throttled(httpDate(NOW - ago)))).toBe(least);
		expect(await read(throttled(httpDate(NOW - ago), NOW))).toBe(least);
	});

	it('asks for no more than the longest pause', async () => {
		localClock(NOW);
		expect(await read(throttled(httpDate(NOW + 365 * DAY)))).toBe(most);
	});

	it.each([-HOUR, HOUR, -DAY, DAY])(
		"is compared with the response's Date if the local clock is off by %d ms",
		async (off) => {
			localClock(NOW + off);
			expect(await read(throttled(httpDate(NOW + 7 * SECOND), NOW))).toBe(7 * SECOND);
			expect(await read(throttled('7', NOW))).toBe(7 * SECOND);
		},
	);

	it('is compared with the local clock if Date is not readable', async () => {
		localClock(NOW);
		const answer = throttled(httpDate(NOW + 7 * SECOND));
		answer.headers.date = 'yesterday';
		expect(await read(answer)).toBe(7 * SECOND);
	});

	it.each(['Saturday, 21-Nov-26 10:00:07 GMT', 'Sat Nov 21 10:00:07 2026'])(
		'may have the obsolete form %s',
		async (text) => {
			localClock(NOW);
			expect(await read(throttled(text, NOW))).toBe(7 * SECOND);
		},
	);
});
