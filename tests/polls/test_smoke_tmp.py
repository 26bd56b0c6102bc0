import time
from tests.fixtures.site import *
def test_a(site):
    b = site.browser()
    r = b.read()
    print(r.text)
    t=time.perf_counter()
    assert r.status_code == 200
    r = b.touch().vote("single", "yes")
    assert r.status_code == 303, r.text
    print(r.headers)
    print(site.counts("single"), site.mismatches())
def test_b(site):
    site.crowd("single", yes=37, no=11)
