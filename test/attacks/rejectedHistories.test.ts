import type { Change } from '../../nodes/core/event';
import { DAY, EnterpriseStage } from './enterpriseStage';

let stage: EnterpriseStage;

beforeEach(async () => {
	stage = await EnterpriseStage.open(['FILE.UPLOADED']);
});
afterEach(async () => await stage.box.close());

const names = (changes: Change[]) => changes.map(({ objectId }) => objectId);

it.each([false, true])(
	'the rest of a history, and a later one, are read (Box rejects the stored position: %p)',
	async (isRejected) => {
		const lost = [];
		for (let count = 0; count < 3; count++) {
			lost.push(await stage.box.acts.upload(`Lost ${count}.pdf`, stage.box.user, stage.folder));
			stage.clock.advance(DAY);
		}
		stage.clock.advance(20 * DAY);
		// The process ends during the load, after one page of the history.
		const found = names(await stage.look(1));
		expect(Object.keys(stage.cursor.positions ?? {})).toContain('history');
		const later = await stage.box.acts.upload('Later.pdf', stage.box.user, stage.folder);
		stage.clock.advance(20 * DAY);
		// Box rejects positions of weeks ago, as it does for the streams.
		if (isRejected)
			stage.box.faults.push({
				match: { path: /events/, query: /stream_type=admin_logs&.*stream_position=[1-9]/ },
				effect: { kind: 'status', status: 400 },
				times: 1,
			});
		for (let count = 0; count < 6; count++) found.push(...names(await stage.look()));
		expect([...new Set(found)]).toEqual([...lost, later].map(({ id }) => id));
	},
);
