import { ok } from '../../../nodes/core/result';
import type { Send } from '../../../nodes/host/http';
import { NO_PATIENCE, patienceFor, patientSend } from '../../../nodes/host/patience';

const DATE = 'Sat, 21 Nov 2026 10:00:00 GMT';

/** A vendor that limits the first requests, and a clock that each pause moves on. */
function limited(times: number, retryAfter?: string) {
	const steady = { now: 0 };
	let sent = 0;
	const headers = { date: DATE, ...(retryAfter !== undefined && { 'retry-after': retryAfter }) };
	const send: Send = async () => {
		sent += 1;
		return ok({ status: sent > times ? 200 : 429, headers, body: Buffer.alloc(0) });
	};
	const ask = async (withinMs: number, mayGoOn?: () => boolean) => {
		const pause = async (ms: number) => void (steady.now += ms);
		const patience = patienceFor(withinMs, { clock: () => steady.now, pause }, mayGoOn);
		const request = { method: 'GET', url: 'https://vendor.example/' } as const;
		const answer = await patientSend(send, patience)(request);
		return [answer.ok && answer.value.status, steady.now, sent];
	};
	return { send, ask, steady };
}

describe('a patient request', () => {
	it.each([
		['seconds', '7', 7_000],
		['a date', 'Sat, 21 Nov 2026 10:00:09 GMT', 9_000],
		['no header', undefined, 1_000],
		['no pause', '0', 1_000],
		['a date that has passed', 'Sat, 21 Nov 2026 09:00:00 GMT', 1_000],
	])('is repeated after the pause of its answer: %s', async (_, retryAfter, waited) => {
		expect(await limited(1, retryAfter).ask(60_000)).toEqual([200, waited, 2]);
	});

	it('is repeated until the vendor accepts it or the time is over', async () => {
		expect(await limited(3, '5').ask(60_000)).toEqual([200, 15_000, 4]);
		expect(await limited(Infinity, '25').ask(60_000)).toEqual([429, 50_000, 3]);
	});

	it('is not waited for at all if the pause is too long', async () => {
		expect(await limited(1, '3600').ask(60_000)).toEqual([429, 0, 1]);
		expect(await limited(1, '99999999999').ask(60_000)).toEqual([429, 0, 1]);
	});

	it('is given up once its action must not go on', async () => {
		const vendor = limited(1, '30');
		expect(await vendor.ask(60_000, () => vendor.steady.now < 5_000)).toEqual([429, 5_000, 1]);
	});

	it('does not wait during a delivery', async () => {
		expect(await NO_PATIENCE.wait(0)).toBe(false);
	});
});
