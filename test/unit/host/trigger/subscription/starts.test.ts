import { Starts } from '../../../../../nodes/host/trigger/subscription/starts';

const MINUTE = 60_000;
const W = 'workflow-1';
const [A, B] = [`${W}/a/live`, `${W}/b/live`];

function setUp() {
	let now = 0;
	const starts = new Starts(() => now);
	return {
		starts,
		wait: (milliseconds: number) => void (now += milliseconds),
		succeed: (node: string) => starts.begin(node, W).succeeded(),
		fail: (node: string) => starts.begin(node, W).failed(),
		/** Whether a `delete` belongs to a failed attempt. */
		end: (node: string) => starts.end(node, W),
	};
}

describe('a delete belongs to a failed attempt to start', () => {
	it('once, after an attempt of the node', () => {
		const { fail, end } = setUp();
		expect(end(A)).toBe(false);
		fail(A);
		expect([end(A), end(A)]).toEqual([true, false]);
	});

	it('within a minute after the attempt', () => {
		const { fail, wait, end } = setUp();
		fail(A);
		wait(MINUTE - 1);
		expect(end(A)).toBe(true);
		fail(A);
		wait(MINUTE);
		expect(end(A)).toBe(false);
	});

	it('until trigger() runs after the hooks, or for ten minutes', () => {
		const { starts, succeed, wait, end } = setUp();
		succeed(A);
		wait(10 * MINUTE - 1);
		expect(end(A)).toBe(true);
		succeed(A);
		wait(10 * MINUTE);
		expect(end(A)).toBe(false);
		succeed(A);
		starts.trigger(A);
		expect(end(A)).toBe(false);
	});

	it('also if n8n 1.x has not run the hooks of the node before another one failed', () => {
		const { fail, wait, end } = setUp();
		fail(A);
		expect([end(A), end(B), end(B)]).toEqual([true, true, false]);
		fail(A);
		wait(MINUTE);
		expect(end(B)).toBe(false);
	});

	it('not while a hook still runs', () => {
		const { starts, end } = setUp();
		const attempt = starts.begin(A, W);
		expect(end(A)).toBe(false);
		attempt.succeeded();
		expect(end(A)).toBe(false);
		const next = starts.begin(A, W);
		expect(end(A)).toBe(false);
		next.failed();
		expect(end(A)).toBe(false);
	});

	it('not after a person has activated the workflow', () => {
		const { starts, fail, end } = setUp();
		fail(A);
		fail(B);
		starts.forget(A, W);
		expect(end(A)).toBe(false);
		fail(A);
		starts.forget(B, W);
		expect(end(B)).toBe(false);
	});

	it('not for a test in the editor, which changes nothing for the workflow', () => {
		const { starts, fail, end } = setUp();
		fail(A);
		const test = `${W}/b/test`;
		starts.forget(test, W);
		expect([end(test), end(B)]).toEqual([false, true]);
	});

	it('in n8n 2.x, whose trigger() runs before the hooks and is not repeated', () => {
		const { starts, succeed, fail, end } = setUp();
		starts.trigger(A);
		fail(A);
		expect(end(A)).toBe(true);
		succeed(A);
		fail(B);
		expect([end(B), end(A)]).toEqual([true, false]);
	});

	it('again after another start of the process, such as a change of the leader', () => {
		const { starts, succeed, end } = setUp();
		succeed(A);
		starts.trigger(A);
		starts.close(A);
		succeed(A);
		expect(end(A)).toBe(true);
	});
});
