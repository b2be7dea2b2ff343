import type { Brand } from '../../../contract/brands.ts'
import { initials } from '../../ui/initials.ts'
import classes from './BrandMark.module.css'

/** How a brand is told from another at a glance: its logo, or its initials on its colour. */
export function BrandMark({ brand }: { brand: Pick<Brand, 'name' | 'colour' | 'logoUrl'> }) {
  return brand.logoUrl ? (
    <img className={classes.mark} src={brand.logoUrl} alt="" />
  ) : (
    <span className={classes.mark} style={{ background: brand.colour }} aria-hidden="true">
      {initials(brand.name)}
    </span>
  )
}
