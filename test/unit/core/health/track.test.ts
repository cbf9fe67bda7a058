import {
	INCIDENT,
	type Finding,
	type Moment,
	type Notice,
} from '../../../../nodes/core/health/incident';
import { INCIDENT_RULES } from '../../../../nodes/core/health/incidentRules';
import { fail, happen, recover, settle, type Track } from '../../../../nodes/core/health/track';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const node = {
	...{ key: 'w/n/live', workflowId: 'w', workflowName: 'Orders' },
	...{ nodeId: 'n', nodeName: 'Shop', nodeType: 'shopifyEventsTrigger' },
};

function finding(kind: Finding['kind'], more: Partial<Finding> = {}): Finding {
	return { kind, cause: 'failing', sentence: 'It failed.', nextStep: 'Wait.', ...more };
}

/** A track, a clock, and the notices so far. */
function setUp(kind: Finding['kind']) {
	let track: Track | undefined;
	const at: Moment = { date: Date.parse('2026-11-30T10:00:00Z'), steady: 0 };
	const notices: Notice[] = [];
	const take = (step: { track: Track | undefined; notices: Notice[] }) => {
		track = step.track;
		notices.push(...step.notices);
	};
	return {
		notices,
		at,
		states: () => notices.map(({ state }) => state),
		track: () => track,
		pass: (ms: number) => Object.assign(at, { date: at.date + ms, steady: at.steady + ms }),
		fail: (more: Partial<Finding> = {}, weight = 1) =>
			take(fail(track, node, finding(kind, more), { ...at }, weight)),
		recover: (facts = {}) => take(recover(track, { ...at }, facts)),
		happen: () => take(happen(track, node, finding(kind), { ...at })),
		settle: () => track && take(settle(track, { ...at })),
	};
}

describe('an incident', () => {
	it('opens at the third failure in a row and closes at the next success', () => {
		const stage = setUp(INCIDENT.catchUpFailing);
		for (let count = 0; count < 5; count++) {
			stage.fail({ cause: count < 4 ? 'failing' : 'timed_out' });
			stage.pass(15 * MINUTE);
		}
		expect(stage.states()).toEqual(['opened']);
		expect(stage.notices[0].incident).toMatchObject({
			...{ kind: 'catch_up_failing', cause: 'failing', node, needsPerson: true },
			...{ openedAt: '2026-11-30T10:00:00.000Z', sentence: 'It failed.', nextStep: 'Wait.' },
			facts: { count: 3, lastAt: '2026-11-30T10:30:00.000Z' },
		});
		expect(stage.notices[0].incident.closedAt).toBeUndefined();
		stage.recover({ caughtUp: 4 });
		expect(stage.states()).toEqual(['opened', 'closed']);
		const [opened, closed] = stage.notices.map(({ incident }) => incident);
		expect(closed).toMatchObject({
			...{ id: opened.id, closedAt: '2026-11-30T11:15:00.000Z', cause: 'timed_out' },
			facts: { count: 5, caughtUp: 4 },
		});
	});

	it('does not open if a success comes between failures', () => {
		const stage = setUp(INCIDENT.catchUpFailing);
		for (let count = 0; count < 100; count++) {
			stage.fail();
			stage.fail();
			stage.recover();
			stage.pass(MINUTE);
		}
		expect(stage.notices).toEqual([]);
		expect(stage.track()).toBeUndefined();
	});

	it('does not open if the failures are too far apart', () => {
		const stage = setUp(INCIDENT.catchUpFailing);
		for (let count = 0; count < 20; count++) {
			stage.fail();
			stage.pass(INCIDENT_RULES.catch_up_failing.withinMs + 1);
		}
		expect(stage.notices).toEqual([]);
	});

	it('opens without another report once its minimum time has passed', () => {
		const stage = setUp(INCIDENT.deliveriesMissing);
		stage.fail({}, 5);
		stage.pass(9 * MINUTE);
		stage.settle();
		expect(stage.notices).toEqual([]);
		stage.pass(MINUTE);
		stage.settle();
		expect(stage.states()).toEqual(['opened']);
	});

	it('closes when nothing renews it, and says so', () => {
		const stage = setUp(INCIDENT.executionNotStored);
		stage.fail();
		stage.pass(INCIDENT_RULES.execution_not_stored.closeAfterMs - 1);
		stage.settle();
		expect(stage.states()).toEqual(['opened']);
		stage.pass(1);
		stage.settle();
		expect(stage.states()).toEqual(['opened', 'closed']);
		expect(stage.notices[1].incident.facts).toMatchObject({ expired: true });
	});

	it('opens at most once an hour, however often its cause comes and goes', () => {
		const stage = setUp(INCIDENT.subscriptionRestored);
		for (let count = 0; count < 24 * 60; count++) {
			stage.fail();
			stage.recover();
			stage.settle();
			stage.pass(MINUTE);
		}
		expect(stage.notices).toHaveLength(2 * 24);
		const ids = stage.notices.map(({ incident }) => incident.id);
		expect(new Set(ids).size).toBe(24);
	});

	it('gives one notice of something that began and ended at once', () => {
		const stage = setUp(INCIDENT.subscriptionRestored);
		stage.happen();
		expect(stage.states()).toEqual(['closed']);
		stage.pass(MINUTE);
		stage.happen();
		stage.pass(2 * HOUR);
		stage.settle();
		expect(stage.states()).toEqual(['closed']);
	});

	it('does not depend on the time of day', () => {
		const stage = setUp(INCIDENT.catchUpFailing);
		for (const step of [-86_400_000, 86_400_000, 0]) {
			stage.at.date += step;
			stage.fail();
			stage.at.steady += MINUTE;
		}
		expect(stage.states()).toEqual(['opened']);
	});

	it('holds a track of constant size', () => {
		const stage = setUp(INCIDENT.deliveriesRejected);
		for (let count = 0; count < 10_000; count++) stage.fail();
		expect(JSON.stringify(stage.track()).length).toBeLessThan(2_000);
		expect(stage.notices).toHaveLength(1);
	});
});

it('each kind of incident has a rule, and a quiet time that prevents a flood', () => {
	for (const kind of Object.values(INCIDENT)) {
		const rule = INCIDENT_RULES[kind];
		expect(rule.closeAfterMs).toBeGreaterThanOrEqual(rule.quietMs);
		if (kind !== INCIDENT.loadDone) expect(rule.quietMs).toBeGreaterThanOrEqual(HOUR);
	}
});
