import type { Change } from '../../nodes/core/event';
import { DAY, EnterpriseStage } from './enterpriseStage';

let stage: EnterpriseStage;

beforeEach(async () => {
	stage = await EnterpriseStage.open(['FILE.UPLOADED', 'FILE.RENAMED', 'FILE.DOWNLOADED']);
});
afterEach(async () => await stage.box.close());

const states = (changes: Change[]) =>
	changes.map(({ topic, stateRevision }) => `${topic} ${stateRevision}`);

it.each([1, 2, 3])(
	'one response of Box with an old date does not make catch-up read weeks again (response %d)',
	async (count) => {
		const file = await stage.box.acts.upload('Offer.pdf', stage.box.user, stage.folder);
		await stage.look();
		stage.clock.advance(DAY);
		await stage.box.acts.rename(file, 'Offer 2.pdf', stage.box.user);
		expect(states(await stage.look())).toEqual([expect.stringMatching(/^FILE\.RENAMED seq:/)]);
		for (let day = 0; day < 20; day++) {
			stage.clock.advance(DAY);
			expect(await stage.look()).toEqual([]);
		}
		// A proxy answers with an old date, once.
		stage.box.faults.push({
			match: { path: /events/ },
			effect: { kind: 'wrongDate', milliseconds: -22 * DAY },
			times: count,
		});
		expect(states(await stage.look())).toEqual([]);
		expect(states(await stage.look())).toEqual([]);
		expect(stage.warnings).toEqual([]);
	},
);

it("a history is read although n8n's stage.clock is behind when it starts after a pause of weeks", async () => {
	await stage.look();
	const file = await stage.box.acts.upload('Offer.pdf', stage.box.user, stage.folder);
	stage.clock.advance(20 * DAY);
	// A machine without a battery starts with an old date, and NTP corrects it a minute later.
	const { now } = stage.connection;
	stage.connection = { ...stage.connection, now: () => now() - 30 * DAY };
	const first = await stage.look();
	stage.connection = { ...stage.connection, now };
	const found = [...first, ...(await stage.look()), ...(await stage.look())];
	expect(found.map(({ topic, objectId }) => `${topic} ${objectId}`)).toEqual([
		`FILE.UPLOADED ${file.id}`,
	]);
});
