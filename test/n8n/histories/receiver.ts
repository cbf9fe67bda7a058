import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { normalizedEvent, type NormalizedEvent } from '../../../nodes/core/event';

/** Takes the events of all workflows, each at a path of its own. */
export class Receiver {
	private readonly taken = new Map<string, NormalizedEvent[]>();
	private readonly waiting = new Set<ServerResponse>();
	/** Decides whether a workflow's event gets no answer, as of a receiver that hangs. */
	holds: (workflowId: string, event: NormalizedEvent) => boolean = () => false;

	private readonly server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const id = String(request.url).slice(1);
			const event = normalizedEvent.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
			if (this.holds(id, event)) {
				this.waiting.add(response);
				return;
			}
			this.taken.set(id, [...this.eventsOf(id), event]);
			response.writeHead(200).end();
		});
	});

	async open(): Promise<void> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
	}

	urlOf(workflowId: string): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${workflowId}`;
	}

	/** The events that a workflow delivered. */
	eventsOf(workflowId: string): readonly NormalizedEvent[] {
		return this.taken.get(workflowId) ?? [];
	}

	/** How many requests got no answer since the last release. */
	get held(): number {
		return this.waiting.size;
	}

	/** Answers nothing to those that wait: their sender is gone. */
	release(): void {
		this.holds = () => false;
		for (const response of this.waiting) response.destroy();
		this.waiting.clear();
	}

	async close(): Promise<void> {
		this.release();
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}
