import { normalizedEvent } from '../../nodes/core/event';
import { parseEnvelope } from '../../nodes/core/envelope/parseEnvelope';
import { makeEvent } from '../../nodes/SignedEvent/emit/parseItem';

const fields = { source: 'shop', type: 'UPDATED', object: 'orders', id: '1', date: '' };

describe('an event that comes in as any JSON', () => {
	it('keeps its marks', () => {
		const marks = { unproven: true, unsigned: ['topic'], sender: 'A'.repeat(20) };
		const made = makeEvent(fields, { id: 'evt_1', ...marks }, { instanceName: 'Shop', now: 0 });
		expect(made).toMatchObject({ ok: true, value: { ...marks, sender: expect.any(String) } });
	});

	const marked = { id: 'evt_1', unproven: true, unsigned: ['topic'], sender: 'A'.repeat(20) };
	it.each([
		{ type: 'x', data: marked },
		{ data: [{ id: 'evt_0' }, marked] },
		{ events: [marked] },
		{ message: marked },
		{ message: { events: [{ id: 'evt_0' }, marked] } },
	])('keeps the marks of what it holds: %j', (raw) => {
		const made = makeEvent(fields, raw, { instanceName: 'Shop', now: 0 });
		const { unproven, unsigned } = marked;
		const value = { unproven, unsigned, sender: expect.any(String) };
		expect(made).toMatchObject({ ok: true, value });
	});

	it('does not name the sender in its JSON, here or at the next receiver', () => {
		const [ours, theirs, others] = ['A', 'Y', 'Z'].map((letter) => letter.repeat(20));
		const sent = (sender: string) => {
			const made = makeEvent(fields, { id: 17, sender }, { instanceName: 'Shop', now: 0 });
			return made.ok ? made.value : undefined;
		};
		const received = (sender?: string) =>
			parseEnvelope({
				...{ sender: ours, receivedAt: 0, headers: {} },
				body: Buffer.from(JSON.stringify({ ...sent(theirs), sender })),
			})?.[0].sender;
		expect(sent(theirs)?.sender).not.toBe(theirs);
		expect(received(sent(theirs)?.sender)).not.toBe(received(theirs));
		expect(sent(theirs)?.sender).toBe(sent(theirs)?.sender);
		expect(sent(theirs)?.sender).not.toBe(sent(others)?.sender);
	});

	it('has no marks if it came without', () => {
		const made = makeEvent(fields, { id: 'evt_1' }, { instanceName: 'Shop', now: 0 });
		const { unproven, unsigned, sender } = made.ok ? made.value : {};
		expect(made.ok).toBe(true);
		expect([unproven, unsigned, sender]).toEqual([undefined, undefined, undefined]);
	});

	it.each<[string, object]>([
		['a list', { data: Array(150_001).fill({}) }],
		[
			'names',
			{
				body: Object.fromEntries(
					Array(150_001)
						.fill(0)
						.map((_, index) => [`n${index}`, 0]),
				),
			},
		],
		['lists in lists', { body: Array(400).fill(Array(400).fill(0)) }],
	])('is rejected if it has more than 150,000 values: %s', (_, raw) => {
		const made = makeEvent(fields, { ...raw }, { instanceName: 'Shop', now: 0 });
		expect(made).toEqual({
			...{ ok: false, what: 'json', field: 'the item' },
			reason: 'must have at most 150,000 values',
		});
	});

	it('is accepted with 150,000 values', () => {
		const raw = { data: Array(74_999).fill({ a: 1 }) };
		expect(makeEvent(fields, raw, { instanceName: 'Shop', now: 0 }).ok).toBe(true);
	});

	it('is read for marks at the cost of a comparison per part', () => {
		const safeParse = jest.spyOn(normalizedEvent.shape.sender, 'safeParse');
		const raw = { data: Array(100_000).fill({}) };
		expect(makeEvent(fields, raw, { instanceName: 'Shop', now: 0 }).ok).toBe(true);
		expect(safeParse.mock.calls.length).toBeLessThan(5_000);
		safeParse.mockRestore();
	});
});
