import { makeEvent } from '../../nodes/SignedEvent/emit/parseItem';

const fields = { source: 'shop', type: 'UPDATED', object: 'orders', id: '1', date: '' };

describe('an event that comes in as any JSON', () => {
	it('keeps its marks', () => {
		const marks = { unproven: true, unsigned: ['topic'], sender: 'A'.repeat(20) };
		const made = makeEvent(fields, { id: 'evt_1', ...marks }, { instanceName: 'Shop', now: 0 });
		expect(made).toMatchObject({ ok: true, value: marks });
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
		const { unproven, unsigned, sender } = marked;
		expect(made).toMatchObject({ ok: true, value: { unproven, unsigned, sender } });
	});

	it('has no marks if it came without', () => {
		const made = makeEvent(fields, { id: 'evt_1' }, { instanceName: 'Shop', now: 0 });
		const { unproven, unsigned, sender } = made.ok ? made.value : {};
		expect(made.ok).toBe(true);
		expect([unproven, unsigned, sender]).toEqual([undefined, undefined, undefined]);
	});
});
