from carrefour.structure import Unusable
from carrefour.structure.twins.trait import Trait, trait_of
_st=None
def trait_of_record(record):
    global _st
    from carrefour.pipeline.structuring import Structuring
    from carrefour.pipeline.geocoding import geocoder
    from django.utils import timezone
    _st=_st or Structuring(geocoder(),timezone.now())
    try: d=_st._of(record.source)[0].draft(record.raw)
    except Unusable: return None
    from carrefour.pipeline.gazetteer import gazetteer
    c=next((p.commune for p in d.places if p.commune),"")
    t=gazetteer().get(f"commune:{c}") if c else None
    return trait_of(record.source_id,d,record.raw,t.name if t else "")
