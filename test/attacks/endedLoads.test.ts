import { isoSecond } from '../../nodes/core/dates';
import { ok } from '../../nodes/core/result';
import { change, setUp } from '../unit/host/trigger/ledger';

const START = Date.parse('2026-08-21T10:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

afterEach(() => jest.restoreAllMocks());

it.each([false, true])(
	'Now, chosen months after a load has ended, emits nothing again (a list could not be read at the last check: %p)',
	async (isFailing) => {
		const { ledger, steady, node, startProcess } = setUp();
		ledger.now = START;
		jest.spyOn(Date, 'now').mockImplementation(() => START + steady.now);
		const pass = (ms: number) => {
			ledger.now += ms;
			steady.now += ms;
		};
		const happen = (id: string) => {
			ledger.happen(id, change(id, { date: isoSecond(START + steady.now) }));
			ledger.now -= 1;
			pass(HOUR);
		};
		happen('before');
		node.parameters = { ...node.parameters, startFrom: 'everything', startDate: '' };
		const first = await startProcess('activate');
		expect(await first.wait()).toEqual(['before']);
		pass(HOUR);
		happen('later');
		expect(await first.tick()).toEqual(['later']);
		await first.close();
		// Three months later, n8n restarts, and everything works for a while.
		pass(90 * DAY);
		const second = await startProcess('init');
		await second.wait();
		pass(HOUR);
		happen('last');
		expect(await second.tick()).toEqual(['last']);
		pass(HOUR);
		if (isFailing) {
			// As Shopify and Ecwid do if one of their lists cannot be read.
			jest
				.spyOn(ledger, 'look')
				.mockImplementationOnce(async (_, cursor) =>
					ok({ changes: [], cursor: { ...cursor, behind: { entries: cursor.watermark } } }),
				);
			await second.tick();
			pass(HOUR);
		}
		await second.deactivate();
		node.parameters = { ...node.parameters, startFrom: 'now' };
		pass(1_000);
		await second.activate('update');
		const again = [...(await second.wait()), ...(await second.tick())];
		expect(again).not.toContain('later');
	},
);
