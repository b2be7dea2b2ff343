import pg from 'pg'
import { type Program, startProgram } from '../e2e/program.ts'
import { openShop, shopAddress } from '../e2e/shop.ts'
import { openDoors } from './doors.ts'

/** The real program on a new folder, with a workspace of its own and a key that may do everything. */
export interface House {
  program: Program
  workspaceId: string
  address: string
  token: string
  /** Connections as the program's own role. */
  bare: pg.Pool
  /** As the owner, to look and to count. */
  owner: pg.Client
  /** The address of the database as its owner. */
  ownerUrl: string
  /** CPU milliseconds of server and database so far. */
  cpu(): number
  /** The same, of each. */
  cpuParts(): { server: number; database: number }
  close(): Promise<void>
}

/** Starts a house for a bench that writes; it is gone afterwards. */
export async function aHouse(settings: Record<string, string> = {}): Promise<House> {
  const program = await startProgram({ API_RATE_PER_MINUTE: '9999999', ...profiling(), ...settings })
  await openShop(program)
  const doors = await openDoors(program)
  const { rows } = await doors.owner.query<{ id: string; member: string }>(
    'select w.id, m.id as member from workspaces w join members m on m.workspace_id = w.id',
  )
  const { id: workspaceId, member } = rows[0]!
  const bare = new pg.Pool({ connectionString: doors.appUrl, max: 8 })
  bare.on('error', () => {})
  return {
    program,
    workspaceId,
    address: shopAddress,
    token: await doors.makeKey(workspaceId, member, 'administrator'),
    bare,
    owner: doors.owner,
    ownerUrl: doors.ownerUrl,
    cpu: doors.cpu,
    cpuParts: doors.cpuParts,
    async close() {
      await bare.end()
      await doors.close()
      await program.remove()
    },
  }
}

/** `BENCH_PROFILE=folder` leaves a CPU profile of the server there, for Chromium's developer tools. */
function profiling(): Record<string, string> {
  const folder = process.env.BENCH_PROFILE
  return folder ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${folder}` } : {}
}
