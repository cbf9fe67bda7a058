import { INCIDENT, type Finding, type Notice } from '../../../../nodes/core/health/incident';
import { noteRestored } from '../../../../nodes/host/health/noteChecks';
import { HealthRegistry } from '../../../../nodes/host/health/registry';

const MINUTE = 60_000;

function nodeOf(id: string, kind = 'live') {
	return {
		...{ key: `w/${id}/${kind}`, workflowId: 'w', workflowName: 'Orders' },
		...{ nodeId: id, nodeName: id, nodeType: 'n8n-nodes-signed-events.boxEventsTrigger' },
	};
}

function finding(kind: Finding['kind'], more: Partial<Finding> = {}): Finding {
	return { kind, cause: 'failing', sentence: 'It failed.', nextStep: 'Wait.', ...more };
}

function setUp() {
	const time = { now: 0 };
	const registry = new HealthRegistry(
		() => time.now,
		() => Date.parse('2026-11-30T10:00:00Z') + time.now,
	);
	const got: Notice[] = [];
	const listen = (key = 'health') => registry.subscribe(key, (notices) => got.push(...notices));
	const words = () => got.map(({ state, incident }) => `${state} ${incident.kind}`);
	return { time, registry, got, listen, words };
}

describe('the registry', () => {
	it('gives each subscriber each notice once', () => {
		const { registry, listen, words } = setUp();
		const end = listen();
		registry.fail(nodeOf('a'), finding(INCIDENT.executionNotStored));
		registry.fail(nodeOf('a'), finding(INCIDENT.executionNotStored));
		registry.recover(nodeOf('a'), { kind: INCIDENT.executionNotStored });
		expect(words()).toEqual(['opened execution_not_stored', 'closed execution_not_stored']);
		end();
		registry.fail(nodeOf('b'), finding(INCIDENT.executionNotStored));
		expect(words()).toHaveLength(2);
	});

	it('gives a subscriber that was activated again what it missed, and nothing twice', () => {
		const { registry, listen, words } = setUp();
		const end = listen();
		registry.fail(nodeOf('a'), finding(INCIDENT.executionNotStored));
		end();
		registry.recover(nodeOf('a'), { kind: INCIDENT.executionNotStored });
		listen();
		expect(words()).toEqual(['opened execution_not_stored', 'closed execution_not_stored']);
	});

	it('gives a new subscriber the open incidents and recent ends', () => {
		const { registry, time, listen, words } = setUp();
		registry.happen(nodeOf('a'), finding(INCIDENT.loadDone));
		time.now += 11 * MINUTE;
		registry.happen(nodeOf('b'), finding(INCIDENT.subscriptionRestored));
		registry.fail(nodeOf('b'), finding(INCIDENT.executionNotStored));
		listen();
		expect(words()).toEqual(['closed subscription_restored', 'opened execution_not_stored']);
	});

	it('claims that somebody removed subscriptions only if the node has seen them', () => {
		const { registry, got, listen } = setUp();
		listen();
		const restored = 'created orders/create';
		noteRestored(registry, nodeOf('a'), { restored, hasCatchUp: true });
		noteRestored(registry, nodeOf('b'), { restored, hasCatchUp: true, lastSeenAt: 0 });
		expect(got.map(({ incident }) => `${incident.sentence} ${incident.nextStep}`)).toEqual([
			"The vendor did not have all subscriptions of the node, so the node restored them. If the workflow was active before, find out in the vendor's settings who removed or changed them. Catch-up emits what was missed.",
			"The node restored its subscriptions: some were removed or changed at the vendor after 1970-01-01T00:00:00.000Z. Find out in the vendor's settings who removed or changed them. Catch-up emits what was missed.",
		]);
	});

	it('reports a rejected credential once, although two parts of a node find it', () => {
		const { registry, listen, words, time } = setUp();
		listen();
		for (let tick = 0; tick < 5; tick++) {
			for (const about of ['subscriptions', 'catch_up'])
				registry.fail(nodeOf('a'), finding(INCIDENT.credentialRejected, { about }));
			time.now += 15 * MINUTE;
		}
		expect(words()).toEqual(['opened credential_rejected']);
	});

	it('writes one failed execution for an incident that needs a person', () => {
		const { registry } = setUp();
		const failed: string[] = [];
		registry.activated(nodeOf('a'), ({ kind }) => failed.push(kind));
		for (let count = 0; count < 9; count++) {
			registry.fail(nodeOf('a'), finding(INCIDENT.subscriptionFailing));
			registry.fail(nodeOf('b'), finding(INCIDENT.subscriptionFailing));
			registry.fail(nodeOf('a'), finding(INCIDENT.rateLimited));
			registry.happen(nodeOf('a'), finding(INCIDENT.subscriptionRestored));
		}
		expect(failed).toEqual(['subscription_failing']);
	});

	it('writes no failed execution for what a stranger can cause', () => {
		const { registry, listen, words } = setUp();
		listen();
		const failed: string[] = [];
		registry.activated(nodeOf('a'), ({ kind }) => failed.push(kind));
		for (let count = 0; count < 9; count++)
			registry.fail(nodeOf('a'), finding(INCIDENT.deliveriesRejected));
		expect(words()).toEqual(['opened deliveries_rejected']);
		expect(failed).toEqual([]);
	});

	describe('after a restart of n8n', () => {
		/** An incident that was open before, and a registry that knows nothing of it. */
		function restarted() {
			const before = setUp();
			before.registry.fail(nodeOf('a'), finding(INCIDENT.credentialRejected), 2);
			const remembered = [...before.registry.incidents()];
			const after = setUp();
			after.time.now += MINUTE;
			const failed: string[] = [];
			after.registry.activated(nodeOf('a'), ({ kind }) => failed.push(kind));
			const resume = () =>
				after.registry.subscribe('health', (some) => after.got.push(...some), remembered);
			return { ...after, failed, resume, id: remembered[0].id };
		}

		it('goes on with an incident that persists: no second item, no second failed execution', () => {
			const { registry, resume, words, got, failed, id, time } = restarted();
			resume();
			for (let tick = 0; tick < 9; tick++) {
				registry.fail(nodeOf('a'), finding(INCIDENT.credentialRejected));
				time.now += 15 * MINUTE;
			}
			expect([words(), failed]).toEqual([[], []]);
			expect(registry.incidents()).toMatchObject([{ id, facts: { count: 9 } }]);
			registry.recover(nodeOf('a'), { kind: INCIDENT.credentialRejected });
			expect(got).toMatchObject([{ state: 'closed', incident: { id } }]);
		});

		it('reports the end of an incident that ended while n8n was off', () => {
			const { registry, resume, words, id, got } = restarted();
			resume();
			registry.recover(nodeOf('a'), { kind: INCIDENT.credentialRejected });
			expect(words()).toEqual(['closed credential_rejected']);
			expect(got[0].incident.id).toBe(id);
		});

		it('closes an incident that nothing finds again', () => {
			const { registry, resume, time, got } = restarted();
			resume();
			time.now += 3 * 60 * MINUTE;
			registry.settle();
			expect(got).toMatchObject([{ state: 'closed', incident: { facts: { expired: true } } }]);
		});

		it('keeps the id of an incident that a check has found before the Health Trigger starts', () => {
			const { registry, resume, words, id } = restarted();
			registry.fail(nodeOf('a'), finding(INCIDENT.credentialRejected), 2);
			resume();
			expect(words()).toEqual([]);
			expect(registry.incidents()).toMatchObject([{ id }]);
		});

		it('uses nothing that a member of another project remembers', () => {
			const { registry, got, failed, id } = restarted();
			const node = { ...nodeOf('a'), projectId: 'own' };
			const [forged] = [{ ...nodeOf('a'), projectId: 'other' }];
			const incident = { ...finding(INCIDENT.credentialRejected), needsPerson: true, facts: {} };
			const remembered = [{ ...incident, id, openedAt: '2026-01-01T00:00:00Z', node: forged }];
			registry.subscribe('other', (some) => got.push(...some), remembered);
			expect(registry.incidents()).toEqual([]);
			registry.recover(node, { kind: INCIDENT.credentialRejected });
			expect(got).toEqual([]);
			registry.fail(node, finding(INCIDENT.credentialRejected), 2);
			expect(failed).toEqual(['credential_rejected']);
			expect(got).toMatchObject([{ state: 'opened', incident: { node } }]);
			expect(got[0].incident.id).not.toBe(id);
		});

		it('does not open what has ended in this process', () => {
			const { registry, resume, words } = restarted();
			const end = resume();
			registry.recover(nodeOf('a'), { kind: INCIDENT.credentialRejected });
			end();
			resume();
			expect(words()).toEqual(['closed credential_rejected']);
			expect(registry.incidents()).toEqual([]);
		});
	});

	it('ignores tests in the editor', () => {
		const { registry, listen, words } = setUp();
		listen();
		registry.activated(nodeOf('a', 'test'));
		registry.fail(nodeOf('a', 'test'), finding(INCIDENT.executionNotStored));
		registry.happen(nodeOf('a', 'test'), finding(INCIDENT.loadDone));
		registry.ledger(nodeOf('a', 'test'));
		expect(words()).toEqual([]);
		expect(registry.ledgers()).toEqual([]);
	});

	it('closes the incidents of a node that stays deactivated, and keeps those of one that is saved', () => {
		const { registry, listen, words, time } = setUp();
		listen();
		for (const id of ['saved', 'off']) {
			registry.activated(nodeOf(id));
			registry.fail(nodeOf(id), finding(INCIDENT.executionNotStored));
			registry.deactivated(nodeOf(id).key);
		}
		registry.activated(nodeOf('saved'));
		time.now += 11 * MINUTE;
		expect(registry.incidents().map(({ node }) => node.nodeId)).toEqual(['saved']);
		expect(words().at(-1)).toBe('closed execution_not_stored');
	});

	it('holds a limited number of notices, incidents and ledgers', () => {
		const { registry, got, time } = setUp();
		for (let count = 0; count < 12_000; count++) {
			registry.ledger(nodeOf(`${count}`));
			registry.fail(nodeOf(`${count}`), finding(INCIDENT.executionNotStored));
			time.now += 1;
		}
		expect(registry.ledgers()).toHaveLength(2_000);
		expect(registry.incidents()).toHaveLength(10_000);
		registry.subscribe('late', (notices) => got.push(...notices));
		expect(got.length).toBeLessThanOrEqual(10_500);
	}, 60_000);
});
